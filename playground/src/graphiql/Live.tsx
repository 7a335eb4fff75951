import { useEffect, useRef } from 'react';
import { runs, stop, type Heard, type Run } from './live.ts';
import { useValue } from './state.ts';

/** What the subscriptions hear that run now, whichever tab is shown. */
export function Live() {
  const running = useValue(runs);
  if (running.length === 0) return null;
  return (
    <section className="live" aria-label="Live">
      {running.map((run) => (
        <Stream key={run.id} run={run} />
      ))}
    </section>
  );
}

function Stream({ run }: { run: Run }) {
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [run.count]);
  return (
    <article aria-label={run.name}>
      <header>
        <h2>
          <span className="dot open" /> {run.name}
        </h2>
        <span>{run.count === 1 ? '1 event' : `${run.count.toString()} events`}</span>
        <button type="button" aria-label={`Stop ${run.name}`} onClick={() => { stop(run.id); }}>
          Stop
        </button>
      </header>
      <ol ref={list} role="log" tabIndex={0} aria-label={`Events of ${run.name}`}>
        {run.heard.map((heard) => (
          <Line key={heard.number} heard={heard} />
        ))}
      </ol>
    </article>
  );
}

function Line({ heard }: { heard: Heard }) {
  const { type, rest } = told(heard);
  return (
    <li>
      <time dateTime={heard.at.toISOString()}>{heard.at.toLocaleTimeString()}</time>
      <strong>{type}</strong>
      <code dir="auto">{rest}</code>
    </li>
  );
}

/** An event in a line: its type, and the rest of it as JSON. */
function told({ value }: Heard): { type: string; rest: string } {
  const event = Object.values(value.data ?? {})[0];
  if (value.errors || typeof event !== 'object' || event === null) return { type: 'error', rest: JSON.stringify(value.errors) };
  const { __typename: type, ...rest } = event as { __typename?: string };
  return { type: type ?? 'event', rest: Object.keys(rest).length ? JSON.stringify(rest) : '' };
}
