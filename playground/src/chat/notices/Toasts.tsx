import './notices.css';
import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Announcement, Refusal } from '../../spark/index.ts';
import { select } from '../../spark/index.ts';
import { useDialogs } from '../dialogs.ts';
import { frame } from '../i18n/frame.ts';
import { useText } from '../i18n/index.ts';
import { Picture } from '../Picture.tsx';
import { useDriver, useSelect } from '../spark.ts';
import { Mentions } from './Mentions.tsx';
import { STAYS_MS, Toast } from './Toast.tsx';
import { WebLink } from './WebLink.tsx';

/** More announcements than so many are in the list. */
const SHOWN = 3;

/**
 * What is said once, beside everything: refusals, announcements, and that the page has caught up. A dialog that covers it says itself
 * what was refused.
 */
export function Toasts({ isCovered }: { isCovered: boolean }) {
  const text = useText(frame);
  const show = useDialogs();
  const refusals = useSelect((state) => state.refusals);
  const announcements = useSelect(select.notices).filter(({ kind }) => kind !== 'MAINTENANCE');
  const { healed, end } = useHealed();
  return (
    <section className="toasts" aria-label={text.notices}>
      {(isCovered ? [] : refusals.slice(-SHOWN)).map((refusal) => (
        <RefusalToast key={refusal.clientMutationId} refusal={refusal} />
      ))}
      <Forgetful />
      <Mentions />
      {healed.map(({ id, events, wasLost }) => (
        <Toast key={id} kind="good" onEnd={() => { end(id); }} staysMs={STAYS_MS}>
          <p>{wasLost ? text.healed(events) : text.healedGap(events)}</p>
        </Toast>
      ))}
      {announcements.slice(-SHOWN).map((announcement) => (
        <AnnouncementToast key={announcement.id} announcement={announcement} />
      ))}
      {announcements.length > SHOWN && (
        <button type="button" className="button small" onClick={() => { show({ kind: 'announcements' }); }}>
          {text.more(announcements.length - SHOWN)}
        </button>
      )}
    </section>
  );
}

function RefusalToast({ refusal }: { refusal: Refusal }) {
  const text = useText(frame);
  const driver = useDriver();
  const { clientMutationId, mutation, roomId, error } = refusal;
  const room = useSelect((state) => (roomId ? state.rooms.get(roomId) : undefined));
  const name = useSelect((state) => (room ? select.nameOf(state, room) : ''));
  return (
    <Toast kind="bad" role="alert" onEnd={() => { driver.wish({ kind: 'dismiss', clientMutationId }); }}>
      <strong>
        {text.refused[mutation] ?? text.refused['other']}
        {name && (
          <>
            {' · '}
            <bdi>{name}</bdi>
          </>
        )}
      </strong>
      <p lang="en">{error.message}</p>
    </Toast>
  );
}

function AnnouncementToast({ announcement }: { announcement: Announcement }) {
  const text = useText(frame);
  const driver = useDriver();
  const { id, severity, title, body, landingUrl, imageUrl } = announcement;
  const isCritical = severity === 'CRITICAL';
  return (
    <Toast kind={isCritical ? 'bad' : severity === 'WARNING' ? 'waiting' : 'news'} role={isCritical ? 'alert' : 'status'}>
      {imageUrl && <Picture className="toast-image" src={imageUrl} />}
      <strong dir="auto">{title}</strong>
      <p dir="auto">{body}</p>
      <div className="toast-actions">
        {landingUrl && <WebLink href={landingUrl}>{text.learnMore}</WebLink>}
        <button
          type="button"
          className="button small"
          aria-label={text.gotItOf(title)}
          onClick={() => {
            void driver.do('acknowledgeAnnouncement', { announcementId: id });
          }}
        >
          {text.gotIt}
        </button>
      </div>
    </Toast>
  );
}

/** Says once that nothing is kept. */
function Forgetful() {
  const text = useText(frame);
  const driver = useDriver();
  const isForgetful = useSyncExternalStore(driver.subscribe, () => driver.isForgetful);
  const [isRead, setRead] = useState(false);
  if (!isForgetful || isRead) return null;
  return (
    <Toast kind="waiting" onEnd={() => { setRead(true); }}>
      <p>{text.forgetful}</p>
    </Toast>
  );
}

interface Healed {
  readonly id: number;
  readonly events: number;
  /** The connection was lost before it; else some events had not come. */
  readonly wasLost: boolean;
}

/** What was caught up with, as it is told. */
function useHealed() {
  const driver = useDriver();
  const [healed, setHealed] = useState<readonly Healed[]>([]);
  useEffect(() => {
    let wasLost = false;
    let id = 0;
    return driver.onTold((told) => {
      if (told.kind === 'phase' && told.phase === 'waiting') wasLost = true;
      if (told.kind !== 'healed' || (!wasLost && told.events === 0)) return;
      id += 1;
      // The newest says it all.
      setHealed([{ id, events: told.events, wasLost }]);
      wasLost = false;
    });
  }, [driver]);
  const end = (gone: number) => {
    setHealed((before) => before.filter((each) => each.id !== gone));
  };
  return { healed, end };
}
