import { memo, useMemo, useState, type MouseEvent } from 'react';
import { select, type Reaction, type Room, type User } from '../../spark/index.ts';
import type { RoomText } from '../i18n/room.ts';
import { useDriver, useSelect } from '../spark.ts';
import { dayName } from '../text/days.ts';
import type { Editing } from './History.tsx';
import { linesOf, messageOf, outgoingOf, readersOf } from './lines.ts';
import { MessageRow, type RowDeeds } from './MessageRow.tsx';
import { NoticeRow } from './NoticeRow.tsx';

interface RowsProps {
  readonly room: Room;
  readonly rows: readonly select.Row[];
  readonly from: number;
  readonly to: number;
  /** When today began. */
  readonly today: number;
  readonly locale: string;
  readonly text: RoomText;
  readonly editing: Editing | null;
  readonly setEditing: (editing: Editing | null) => void;
  readonly acts: RowActs;
  readonly label: string;
  /** The number of the message that was searched for. */
  readonly found?: number | null;
}

/** What one may do with a message for which something else opens. Its thread: null within one. */
export type RowActs = Pick<RowDeeds, 'remove' | 'forward' | 'view' | 'thread'>;

/** As many names stand at a receipt; the others are counted. */
const NAMED = 3;

const NO_REACTIONS: readonly Reaction[] = [];

export const Rows = memo(function Rows({ room, rows, from, to, today, locale, text, editing, setEditing, acts, label, found = null }: RowsProps) {
  const driver = useDriver();
  const viewerId = useSelect((state) => state.viewerId);
  const users = useSelect((state) => state.users);
  const [tapped, setTapped] = useState<string | null>(null);
  const { members } = room;
  const readers = useMemo(() => readersOf(rows, from, to, members?.values() ?? [], viewerId), [rows, from, to, members, viewerId]);
  // A day's beginning depends on the zone, which is another one when today began at another instant.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const lines = useMemo(() => linesOf(rows, from, to, viewerId, readers), [rows, from, to, viewerId, readers, today]);
  const deeds = useMemo(
    (): RowDeeds => ({
      edit: ({ id, body }) => { setEditing({ messageId: id, body }); },
      save: (messageId, body) => {
        setEditing(null);
        void driver.do('editMessage', { messageId, body }).then((settled) => {
          // It was refused: nothing that was written is lost.
          if (settled.action === 'ROLLBACK') setEditing({ messageId, body });
        });
      },
      cancel: () => { setEditing(null); },
      react: (messageId, emoji, isAdded) => { void driver.do(isAdded ? 'addReaction' : 'removeReaction', { messageId, emoji }); },
      ...acts,
    }),
    [driver, setEditing, acts],
  );
  const nameOf = (user: User | null | undefined) => (user ? (users.get(user.id) ?? user).displayName : text.somebody);
  const readBy = (ids: readonly string[]) => {
    if (!ids.length) return null;
    const names = ids.map((id) => users.get(id)?.displayName ?? text.somebody);
    return text.readBy(names.slice(0, NAMED), Math.max(0, names.length - NAMED));
  };
  const mayWrite = select.may(room, 'SEND');
  const mayDeleteAny = select.may(room, 'DELETE_ANY_MESSAGE');
  return (
    <ol className="rows" aria-label={label} onClick={(event) => { setTapped(keyOf(event)); }}>
      {lines.map(({ row, at, day, isHead, authorId, readers: ids }) => {
        const dayLine = day === null ? null : dayName(day, today, locale);
        const message = messageOf(row);
        if (message?.kind === 'SYSTEM') {
          const { actor, subject } = message.system ?? {};
          return <NoticeRow key={row.key} message={message} actor={nameOf(actor)} subject={nameOf(subject ?? actor)} at={at} day={dayLine} locale={locale} text={text} />;
        }
        const isDeleted = row.kind === 'message' && row.isDeleted;
        return (
          <MessageRow
            key={row.key}
            message={message}
            outgoing={outgoingOf(row)}
            body={row.body}
            attachments={row.attachments}
            reactions={row.kind === 'message' && !isDeleted ? row.reactions : NO_REACTIONS}
            parent={acts.thread && row.parent}
            parentName={nameOf(row.parent?.author)}
            viewerId={viewerId}
            isFound={found !== null && message?.seq === found}
            isOwn={row.isOwn}
            isDeleted={isDeleted}
            isChanging={row.kind === 'message' && row.isPending}
            startsUnread={row.kind === 'message' && row.startsUnread}
            at={at}
            day={dayLine}
            isHead={isHead}
            author={(authorId && users.get(authorId)) || (message?.author ?? undefined)}
            readers={readBy(ids)}
            rowKey={row.key}
            isTapped={tapped === row.key}
            draft={editing && editing.messageId === message?.id ? editing.body : null}
            canWrite={mayWrite}
            canEdit={row.isOwn && mayWrite && (!message || select.isOnesWords(message))}
            canDelete={row.isOwn ? mayWrite : mayDeleteAny}
            locale={locale}
            text={text}
            deeds={deeds}
          />
        );
      })}
    </ol>
  );
});

/** Which row was tapped: a finger's way to its tools. */
const keyOf = ({ target }: MouseEvent) => (target instanceof Element ? (target.closest<HTMLElement>('.row')?.dataset['key'] ?? null) : null);
