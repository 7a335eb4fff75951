import './room.css';
import { useCallback, useEffect, useRef, useState } from 'react';
import { select, type Message, type Room } from '../../spark/index.ts';
import { roomText } from '../i18n/room.ts';
import { useText } from '../i18n/index.ts';
import { useDriver, useSelect } from '../spark.ts';
import { Composer } from './Composer.tsx';
import { DeleteDialog } from './DeleteDialog.tsx';
import { History, type Editing, type HistoryHandle } from './History.tsx';
import { followKeyboard } from './keyboard.ts';
import { hasCoarsePointer } from './keys.ts';
import { RoomHead } from './RoomHead.tsx';
import { Typing } from './Typing.tsx';

/** The open room. `onBack` leads a narrow window back to the list. */
export function RoomPane({ room, onBack }: { room: Room; onBack: () => void }) {
  const driver = useDriver();
  const history = useRef<HistoryHandle>(null);
  const pane = useRef<HTMLDivElement>(null);
  const [editing, setEdited] = useState<Editing | null>(null);
  const setEditing = useCallback((next: Editing | null) => {
    setEdited(next);
    // Back to where one writes on.
    if (!next && !hasCoarsePointer()) pane.current?.querySelector<HTMLElement>('.composer textarea')?.focus({ preventScroll: true });
  }, []);
  const [deleted, setDeleted] = useState<Message | null>(null);
  useEffect(followKeyboard, []);
  const editLast = () => {
    const last = select.rows(driver.state, room.id).findLast((row) => row.isOwn && row.kind === 'message' && row.message.kind === 'TEXT' && !row.isDeleted);
    if (last?.kind === 'message' && select.may(room, 'SEND')) setEditing({ messageId: last.message.id, body: last.message.body });
  };
  return (
    <div className="room-pane" ref={pane}>
      <RoomHead room={room} onBack={onBack} />
      <History ref={history} room={room} editing={editing} setEditing={setEditing} onDelete={setDeleted} />
      <footer className="room-foot">
        <Typing room={room} />
        <Standing room={room} />
        <Writing room={room} onSent={() => { history.current?.showNewest(); }} onEditLast={editLast} />
      </footer>
      {deleted && <DeleteDialog message={deleted} onClose={() => { setDeleted(null); }} />}
    </div>
  );
}

/** Why one can't write here, and what to do about it. */
function Standing({ room }: { room: Room }) {
  const text = useText(roomText);
  const driver = useDriver();
  if (room.fields.archivedAt) return <p className="standing">{text.archived}</p>;
  if (room.membership) return null;
  return (
    <p className="standing">
      {room.isAway ? text.away : text.notMember}
      {room.fields.kind === 'PUBLIC' && (
        <button type="button" className="button small primary" onClick={() => void driver.do('joinRoom', { roomId: room.id })}>
          {text.join}
        </button>
      )}
    </p>
  );
}

/** The box: where one may write, was put out of while the room is open, or has something in it that must not be lost. */
function Writing({ room, onSent, onEditLast }: { room: Room; onSent: () => void; onEditLast: () => void }) {
  const hasDraft = useSelect((state) => select.draftOf(state, room.id) !== '');
  if (!select.may(room, 'SEND') && !hasDraft && !room.isAway) return null;
  return <Composer room={room} onSent={onSent} onEditLast={onEditLast} />;
}
