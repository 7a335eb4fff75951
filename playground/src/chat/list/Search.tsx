import './search.css';
import { useEffect, useState } from 'react';
import { createRequest } from '@urql/core';
import type { SearchMessagesQuery } from '../../gql/graphql.ts';
import { select } from '../../spark/index.ts';
import { shortTime, useToday } from '../clock.ts';
import { useSettled } from '../dialog/asking.ts';
import { SearchMessages } from '../documents.ts';
import { frame } from '../i18n/frame.ts';
import { roomText } from '../i18n/room.ts';
import { talkText } from '../i18n/talk.ts';
import { locale, useText } from '../i18n/index.ts';
import { Icon } from '../Icon.tsx';
import { placeHash } from '../route.ts';
import { useDriver, useSelect } from '../spark.ts';

type Found = SearchMessagesQuery['searchMessages']['nodes'][number];

interface Answer {
  readonly query: string;
  readonly found: readonly Found[];
  /** Where the next page begins; null when there is none. */
  readonly after: string | null;
  /** The server's sentence, or an empty one when it said nothing. */
  readonly problem: string | null;
}

/** A page that is asked for. */
interface AskedPage {
  readonly query: string;
  readonly cursor: string;
}

/** The field in which one searches all rooms. */
export function SearchField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const text = useText(talkText);
  return (
    <div className="search" role="search">
      <Icon name="search" size={16} />
      <input
        type="search"
        aria-label={text.searchBox}
        placeholder={text.searchBox}
        autoComplete="off"
        dir="auto"
        maxLength={256}
        value={value}
        onChange={({ target }) => { onChange(target.value); }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onChange('');
        }}
      />
    </div>
  );
}

/** What was found, newest first. Each leads to its place in its room. */
export function Results({ query }: { query: string }) {
  const text = useText(talkText);
  const { noAnswer } = useText(frame);
  const wanted = useSettled(query);
  const { answer, more } = useFound(wanted);
  return (
    <>
      {answer?.problem != null ? (
        <p className="results-about" role="status" lang={answer.problem ? 'en' : undefined}>
          {answer.problem || noAnswer}
        </p>
      ) : (
        <p className="results-about" role="status">
          {answer ? text.found(answer.found.length, answer.after !== null) : text.searching}
        </p>
      )}
      <ol className="results" aria-label={text.results}>
        {answer?.found.map((found) => (
          <Result key={found.id} found={found} />
        ))}
      </ol>
      {answer && answer.after !== null && (
        <button type="button" className="button small results-more" onClick={more}>
          {text.moreResults}
        </button>
      )}
    </>
  );
}

function Result({ found: { roomId, seq, body, createdAt, author } }: { found: Found }) {
  const text = useText(roomText);
  const today = useToday();
  const room = useSelect(({ rooms }) => rooms.get(roomId));
  const name = useSelect((state) => (room ? select.nameOf(state, room) : ''));
  const by = useSelect((state) => (author ? select.userOf(state, author).displayName : text.somebody));
  return (
    <li className="result">
      <a href={placeHash(roomId, seq)}>
        <span className="result-head">
          <bdi className="result-room">{name}</bdi>
          <time dateTime={createdAt}>{shortTime(createdAt, today, locale())}</time>
        </span>
        <span className="result-body" dir="auto">
          <bdi>{by}</bdi>: {body}
        </span>
      </a>
    </li>
  );
}

/** Asks for a text, and for page after page of what has it. The last answer stays until the next one is there. */
function useFound(query: string) {
  const driver = useDriver();
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [after, setAfter] = useState<AskedPage | null>(null);
  const page = after?.query === query ? after : null;
  useEffect(() => {
    const cursor = page?.cursor ?? null;
    const request = createRequest(SearchMessages.toString(), { query, after: cursor });
    const answers = driver.client.executeQuery<SearchMessagesQuery>(request).subscribe(({ data, error }) => {
      const read = data?.searchMessages;
      const next = read?.pageInfo.hasNextPage ? (read.pageInfo.endCursor ?? null) : null;
      setAnswer((before) => ({
        query,
        found: [...(cursor === null ? [] : (before?.found ?? [])), ...(read?.nodes ?? [])],
        // A page that did not come is asked for again.
        after: error ? cursor : next,
        problem: error ? (error.graphQLErrors[0]?.message ?? '') : null,
      }));
    });
    return () => { answers.unsubscribe(); };
  }, [driver, query, page]);
  const more = () => {
    // What stands there may still be the answer to what was typed before.
    if (answer?.after && answer.query === query) setAfter({ query, cursor: answer.after });
  };
  return { answer, more };
}
