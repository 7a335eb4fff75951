import './room.css';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { select, type Message, type Room } from '../../spark/index.ts';
import { refuseDrops } from '../files/incoming.ts';
import { Viewer } from '../files/Viewer.tsx';
import { filesText } from '../i18n/files.ts';
import { roomText } from '../i18n/room.ts';
import { useText } from '../i18n/index.ts';
import { useRoomName } from '../names.ts';
import { showRoom } from '../route.ts';
import { useDriver, useSelect } from '../spark.ts';
import { Composer } from './Composer.tsx';
import { DeleteDialog } from './DeleteDialog.tsx';
import { ForwardDialog } from './ForwardDialog.tsx';
import { History, type Editing, type HistoryHandle } from './History.tsx';
import { followKeyboard } from './keyboard.ts';
import { hasCoarsePointer } from './keys.ts';
import { PlaceView } from './PlaceView.tsx';
import { RoomHead } from './RoomHead.tsx';
import type { RowActs } from './Rows.tsx';
import { Thread } from './Thread.tsx';
import { Typing } from './Typing.tsx';

/** What stands above the page for a message. */
type Above = { readonly kind: 'delete' | 'forward'; readonly message: Message } | { readonly kind: 'view'; readonly attachmentId: string };

/** The open room. `onBack` leads a narrow window back to the list. */
export function RoomPane({ room, onBack }: { room: Room; onBack: () => void }) {
  const driver = useDriver();
  const history = useRef<HistoryHandle>(null);
  const pane = useRef<HTMLDivElement>(null);
  const [editing, setEdited] = useState<Editing | null>(null);
  const setEditing = useCallback((next: Editing | null) => {
    setEdited(next);
    // Back to where one writes on.
    if (!next && !hasCoarsePointer()) pane.current?.querySelector<HTMLElement>('.room-foot textarea')?.focus({ preventScroll: true });
  }, []);
  const [dialog, setDialog] = useState<Above | null>(null);
  const closeDialog = () => { setDialog(null); };
  const thread = useSelect(({ excerpts }) => excerpts.get('thread')) ?? null;
  const place = useSelect(({ excerpts }) => excerpts.get('place')) ?? null;
  const parentId = thread?.of.kind === 'thread' ? thread.of.parentId : null;
  const { acts, close } = useThread(setDialog);
  useEffect(followKeyboard, []);
  useEffect(refuseDrops, []);
  const files = useText(filesText);
  const editLast = () => {
    const last = select.rows(driver.state, room.id).findLast((row) => row.isOwn && row.kind === 'message' && row.message.kind === 'TEXT' && !row.isDeleted && select.isOnesWords(row.message));
    if (last?.kind === 'message' && select.may(room, 'SEND')) setEditing({ messageId: last.message.id, body: last.message.body });
  };
  const sent = () => {
    if (place) showRoom(room.id);
    else history.current?.showNewest();
  };
  const lists = { room, editing, setEditing, acts };
  return (
    <div className={`room-pane${parentId === null ? '' : ' has-thread'}`} ref={pane}>
      <div className="room-main" data-drop={files.dropHere}>
        <RoomHead room={room} onBack={onBack} />
        {place?.of.kind === 'place' ? <PlaceView key={place.of.seq} seq={place.of.seq} {...lists} /> : <History ref={history} {...lists} />}
        <footer className="room-foot">
          <Typing room={room} />
          <Standing room={room} />
          <Writing room={room} onSent={sent} onEditLast={editLast} />
        </footer>
      </div>
      {parentId !== null && <Thread key={parentId} room={room} parentId={parentId} acts={acts} onClose={close} />}
      {dialog?.kind === 'view' && <Viewer roomId={room.id} attachmentId={dialog.attachmentId} onClose={closeDialog} />}
      {dialog?.kind === 'delete' && <DeleteDialog message={dialog.message} onClose={closeDialog} />}
      {dialog?.kind === 'forward' && <ForwardDialog message={dialog.message} onClose={closeDialog} />}
    </div>
  );
}

/** What opens for a message, and the way back to where the focus was. */
function useThread(setDialog: (dialog: Above) => void) {
  const driver = useDriver();
  const opener = useRef<Element | null>(null);
  const acts = useMemo(
    (): RowActs => ({
      remove: (message) => { setDialog({ kind: 'delete', message }); },
      forward: (message) => { setDialog({ kind: 'forward', message }); },
      view: (attachmentId) => { setDialog({ kind: 'view', attachmentId }); },
      thread: (parentId) => {
        opener.current = document.activeElement;
        driver.wish({ kind: 'thread', parentId });
      },
    }),
    [driver, setDialog],
  );
  const close = useCallback(() => {
    driver.wish({ kind: 'thread', parentId: null });
    if (opener.current instanceof HTMLElement && opener.current.isConnected) opener.current.focus({ preventScroll: true });
  }, [driver]);
  return { acts, close };
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
  const text = useText(roomText);
  const name = useRoomName(room);
  const hasDraft = useSelect((state) => select.draftOf(state, room.id) !== '' || select.uploadsAt(state, room.id).length > 0);
  if (!select.may(room, 'SEND') && !hasDraft && !room.isAway) return null;
  return <Composer room={room} parentId={null} label={text.message} placeholder={text.placeholder(name)} onSent={onSent} onEditLast={onEditLast} />;
}
