import { useEffect, useState } from 'react';
import { select, type Told } from '../../spark/index.ts';
import { gistOf } from '../files/gist.ts';
import { filesText } from '../i18n/files.ts';
import { frame } from '../i18n/frame.ts';
import { useText } from '../i18n/index.ts';
import { useDriver } from '../spark.ts';

interface Line {
  readonly key: string;
  readonly says: string;
}

/** So many at once are said by their number alone. */
const MANY = 4;
const KEPT = 12;

/** The one place where a screen reader hears of new messages: each message of others, once, in whichever room. */
export function Spoken() {
  const text = useText(frame);
  const files = useText(filesText);
  const driver = useDriver();
  const [lines, setLines] = useState<readonly Line[]>([]);
  useEffect(() => {
    let waiting: Line[] = [];
    const say = () => {
      const [first] = waiting;
      if (!first) return;
      const said = waiting.length > MANY ? [{ key: first.key, says: text.newMessages(waiting.length) }] : waiting;
      waiting = [];
      setLines((before) => [...before, ...said].slice(-KEPT));
    };
    return driver.onTold((told) => {
      const line = lineOf(told);
      if (!line) return;
      // All that one answer brings comes before this runs.
      if (waiting.push(line) === 1) queueMicrotask(say);
    });

    function lineOf(told: Told): Line | null {
      const { state } = driver;
      if (told.kind !== 'applied' || told.isOwn || told.event.__typename !== 'MessageSent') return null;
      const { message } = told.event;
      if (message.kind !== 'TEXT' || message.deletedAt || !message.author) return null;
      const room = state.rooms.get(message.roomId);
      const isOpen = state.open?.roomId === message.roomId;
      // A mention is said by its own notice.
      if (!room || (!isOpen && room.membership?.notificationMode !== 'ALL')) return null;
      const author = message.author.displayName;
      const gist = gistOf(message, files);
      const isNamed = !isOpen && room.fields.kind !== 'DIRECT';
      return { key: message.id, says: isNamed ? text.saysIn(author, select.nameOf(state, room), gist) : text.says(author, gist) };
    }
  }, [driver, text, files]);
  return (
    <div className="unseen" role="log" aria-live="polite" aria-label={text.notices}>
      {lines.map(({ key, says }) => (
        <p key={key}>{says}</p>
      ))}
    </div>
  );
}
