import { useEffect, useRef } from 'react';
import { runs, stop, type Heard, type Run } from './live.ts';
import { useValue } from './state.ts';
import { told } from './told.ts';

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
  const { type, seq, facts } = told(heard.value);
  return (
    <li title={JSON.stringify(heard.value)}>
      <time dateTime={heard.at.toISOString()}>{heard.at.toLocaleTimeString()}</time>
      {seq !== undefined && <span className="seq">#{seq}</span>}
      <strong>{type}</strong>
      <span className="facts" dir="auto">
        {facts.join(' · ')}
      </span>
    </li>
  );
}
