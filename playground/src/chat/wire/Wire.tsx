import './wire.css';
import { useMemo, useState, useSyncExternalStore, type ReactNode } from 'react';
import { wire as texts, type WireText } from '../i18n/wire.ts';
import { useText } from '../i18n/index.ts';
import { Icon, type IconName } from '../Icon.tsx';
import { useDriver, useSelect, useWire } from '../spark.ts';
import { linesOf, type Line } from './lines.ts';
import { WireLine } from './WireLine.tsx';
import { Track } from './Track.tsx';

/** So many events are thrown away at a click. */
const SWALLOWED = 5;
/** Long enough to write something in another window. */
const DOWN_MS = 6_000;

/** What goes over the connection, as it goes, and what may be broken about it. Closed, it is one line at the bottom. */
export function Wire() {
  const text = useText(texts);
  const [isShown, setShown] = useState(() => window.matchMedia('(min-width: 1100px)').matches);
  const wire = useWire();
  const lines = useMemo(() => linesOf(wire), [wire]);
  return (
    <section className={`wire${isShown ? ' is-shown' : ''}`} aria-label={text.wire}>
      <header className="wire-head">
        <h2>{text.wire}</h2>
        <Connection />
        {!isShown && <Newest line={lines.at(-1)} />}
        <button
          type="button"
          className="button icon quiet"
          aria-expanded={isShown}
          aria-label={isShown ? text.hide : text.show}
          onClick={() => {
            setShown(!isShown);
          }}
        >
          <Icon name="down" />
        </button>
      </header>
      {isShown && (
        <>
          <Track lines={lines} />
          <Faults />
          <Lines lines={lines} />
        </>
      )}
    </section>
  );
}

function Connection() {
  const text = useText(texts);
  const phase = useSelect(({ connection }) => connection.phase);
  const look = phase === 'live' ? 'good' : phase === 'waiting' ? 'bad' : 'waiting';
  return (
    <span className={`chip chip-${look} connection`}>
      <span className="pulse" aria-hidden="true" />
      {text.phases[phase]}
    </span>
  );
}

/** The newest line, so that the closed wire shows that something goes over it. */
function Newest({ line }: { line: Line | undefined }) {
  if (!line) return null;
  return (
    <ol className="wire-newest" aria-hidden="true">
      <WireLine key={line.id} line={line} />
    </ol>
  );
}

function Lines({ lines }: { lines: readonly Line[] }) {
  const text = useText(texts);
  return (
    // What is newest stays in sight: the box is turned around, and begins at its end.
    <div className="wire-lines" role="region" tabIndex={0} aria-label={text.events}>
      <div>
        <ol>
          {lines.map((line) => (
            <WireLine key={line.id} line={line} />
          ))}
        </ol>
        {!lines.some(({ kind }) => kind === 'event' || kind === 'change') && <p className="empty">{text.empty}</p>}
      </div>
    </div>
  );
}

function Faults() {
  const text: WireText = useText(texts);
  const driver = useDriver();
  const swallow = useSyncExternalStore(driver.subscribe, () => driver.faults.swallow);
  const fails = useSyncExternalStore(driver.subscribe, () => driver.faults.failSends);
  return (
    <div className="faults">
      <Fault icon="unplug" hint={text.dropHint} onClick={() => { driver.dropConnection(DOWN_MS); }}>
        {text.drop}
      </Fault>
      <Fault
        icon="trash"
        isArmed={swallow > 0}
        hint={swallow > 0 ? text.swallowLeft(swallow) : text.swallowHint}
        onClick={() => { driver.swallowEvents(SWALLOWED); }}
      >
        {text.swallow}
      </Fault>
      <Fault icon="bolt" isArmed={fails > 0} hint={fails > 0 ? text.failLeft(fails) : text.failHint} onClick={() => { driver.failNextSend(); }}>
        {text.fail}
      </Fault>
    </div>
  );
}

function Fault({ icon, hint, isArmed = false, onClick, children }: { icon: IconName; hint: string; isArmed?: boolean; onClick: () => void; children: ReactNode }) {
  return (
    <div className={`fault${isArmed ? ' is-armed' : ''}`}>
      <button type="button" className="button" onClick={onClick}>
        <Icon name={icon} size={17} />
        <span>{children}</span>
      </button>
      <small>{hint}</small>
    </div>
  );
}
