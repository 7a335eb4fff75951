import { memo } from 'react';
import { select, type RoomEvent } from '../../spark/index.ts';
import { gistOf } from '../files/gist.ts';
import { filesText, type FilesText } from '../i18n/files.ts';
import { wire as texts, type WireText } from '../i18n/wire.ts';
import { locale, useText } from '../i18n/index.ts';
import { useSelect } from '../spark.ts';
import type { Line, Verdict } from './lines.ts';

/** A line of the wire. */
export const WireLine = memo(function WireLine({ line }: { line: Line }) {
  const text = useText(texts);
  const files = useText(filesText);
  switch (line.kind) {
    case 'event':
      return (
        <li className={`step step-${line.how}`}>
          <b className="number">{line.event.seq}</b>
          <code>{line.event.__typename}</code>
          <Where roomId={line.event.roomId} />
          <span className="step-text" dir="auto">
            {summaryOf(line.event, text, files)}
          </span>
          {text.hows[line.how] && <em className="how">{text.hows[line.how]}</em>}
        </li>
      );
    case 'gap':
      return (
        <li className="step step-gap">
          <b className="number">?</b>
          <strong>{text.missing(line.from, line.to)}</strong>
          <span className="step-text">{text.asked}</span>
        </li>
      );
    case 'change':
      return (
        <li className="step step-change">
          <b className="arrow" aria-hidden="true">
            →
          </b>
          <code>{line.mutation}</code>
          <span className="verdicts">
            {runsOf(line.verdicts).map(({ verdict, times }, n, runs) => (
              <VerdictChip key={n} verdict={verdict} times={times} isLast={n === runs.length - 1} seq={line.seq} text={text} />
            ))}
            {line.verdicts.length < line.tries && <em className="how">{line.tries > 1 ? text.tries(line.tries) : text.onItsWay}</em>}
          </span>
          <Why verdicts={line.verdicts} />
        </li>
      );
    case 'plain':
      return (
        <li className="step step-plain">
          <b className="arrow" aria-hidden="true" />
          <span className="step-text">
            {[...line.counts].map(([typename, count]) => (
              <code key={typename}>{count > 1 ? `${typename} ×${count}` : typename}</code>
            ))}
          </span>
        </li>
      );
    case 'connection':
      return (
        <li className={`step step-connection step-${line.phases.at(-1) ?? 'waiting'}`}>
          {line.phases.map((phase, n) => (
            <span key={n} className={`phase phase-${phase}`}>
              {text.phases[phase]}
            </span>
          ))}
          {line.tries > 0 && <em className="how">×{line.tries + 1}</em>}
        </li>
      );
    case 'healed':
      return (
        <li className="step step-healed">
          <strong>✓ {text.healed(line.events)}</strong>
        </li>
      );
    case 'reset':
      return (
        <li className="step step-gap">
          <strong>{text.reset}</strong>
          <Where roomId={line.roomId} />
        </li>
      );
  }
});

/** The same verdict again and again is one, so many times. */
function runsOf(verdicts: readonly Verdict[]): readonly { readonly verdict: Verdict; readonly times: number }[] {
  const runs: { verdict: Verdict; times: number }[] = [];
  for (const verdict of verdicts) {
    const last = runs.at(-1);
    if (last?.verdict.action === verdict.action) runs[runs.length - 1] = { verdict, times: last.times + 1 };
    else runs.push({ verdict, times: 1 });
  }
  return runs;
}

/** The room, where it is not the one that is open. */
function Where({ roomId }: { roomId: string }) {
  const name = useSelect((state) => {
    const room = state.rooms.get(roomId);
    return room && state.open?.roomId !== roomId ? select.nameOf(state, room) : '';
  });
  if (!name) return null;
  return (
    <span className="where" dir="auto">
      {name}
    </span>
  );
}

interface ChipProps {
  readonly verdict: Verdict;
  readonly times: number;
  /** What is to be done now; of an earlier one it is done. */
  readonly isLast: boolean;
  readonly seq: number | null;
  readonly text: WireText;
}

/** The words are the API's own, and the same in all languages. */
function VerdictChip({ verdict: { action, retryAfterMs }, times, isLast, seq, text }: ChipProps) {
  const look = action === 'COMMIT' ? 'good' : action === 'ROLLBACK' ? 'bad' : 'waiting';
  const isOver = action === 'COMMIT' || action === 'ROLLBACK' || !isLast;
  return (
    <span className={`verdict chip-${look}`}>
      <strong>{action ?? text.noAnswer}</strong>
      {times > 1 && <b> ×{times}</b>}
      {action === 'COMMIT' && seq !== null && <b> {seq}</b>}
      {!isOver && <small> {retryAfterMs ? text.again(secondsOf(retryAfterMs)) : text.sameAgain}</small>}
    </span>
  );
}

const secondsOf = (ms: number) => new Intl.NumberFormat(locale(), { maximumFractionDigits: 1 }).format(ms / 1000);

function Why({ verdicts }: { verdicts: readonly Verdict[] }) {
  const error = verdicts.at(-1)?.error;
  return error ? (
    <q className="why" lang="en">
      {error}
    </q>
  ) : null;
}

function summaryOf(event: RoomEvent, text: WireText, files: FilesText): string {
  const actor = event.actor?.displayName ?? text.somebody;
  switch (event.__typename) {
    case 'MessageSent':
    case 'MessageEdited':
      return `${event.message.author?.displayName ?? actor}: ${gistOf(event.message, files)}`;
    case 'ReactionChanged':
      return `${actor}: ${event.added ? '+' : '−'}${event.emoji}`;
    case 'MemberJoined':
    case 'MemberRoleChanged':
      return event.member.user.displayName;
    case 'MemberLeft':
      return event.user.displayName;
    default:
      return actor;
  }
}
