import { useEffect, useState } from 'react';
import { select, type Message } from '../../spark/index.ts';
import { gistOf } from '../files/gist.ts';
import { filesText } from '../i18n/files.ts';
import { talkText } from '../i18n/talk.ts';
import { useText } from '../i18n/index.ts';
import { placeHash } from '../route.ts';
import { useDriver, useSelect } from '../spark.ts';
import { STAYS_MS, Toast } from './Toast.tsx';

/** Says that one is mentioned in a room that one does not look at, and leads there. Whom it is told to, the server decides. */
export function Mentions() {
  const driver = useDriver();
  const [newest, setNewest] = useState<Message | null>(null);
  const isOpen = useSelect(({ open }) => open?.roomId === newest?.roomId);
  useEffect(
    () =>
      driver.onTold((told) => {
        if (told.kind !== 'user' || told.event.__typename !== 'Mentioned') return;
        const { roomId, message } = told.event;
        const { open, settings } = driver.state;
        if (open?.roomId !== roomId && !settings?.doNotDisturb) setNewest(message);
      }),
    [driver],
  );
  // Whoever goes there needs it no more.
  return newest && !isOpen && <MentionToast key={newest.id} message={newest} onEnd={() => { setNewest(null); }} />;
}

function MentionToast({ message, onEnd }: { message: Message; onEnd: () => void }) {
  const text = useText(talkText);
  const files = useText(filesText);
  const { roomId, seq, author } = message;
  const room = useSelect(({ rooms }) => rooms.get(roomId));
  const name = useSelect((state) => (room ? select.nameOf(state, room) : ''));
  return (
    <Toast kind="news" onEnd={onEnd} staysMs={STAYS_MS}>
      <strong dir="auto">{text.mentionedIn(author?.displayName ?? '', name)}</strong>
      <p className="toast-body-text" dir="auto">{gistOf(message, files)}</p>
      <a href={placeHash(roomId, seq)}>{text.showIt}</a>
    </Toast>
  );
}
