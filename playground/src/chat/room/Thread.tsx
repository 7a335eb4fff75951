import './thread.css';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { select, type Room } from '../../spark/index.ts';
import { useToday } from '../clock.ts';
import { filesText } from '../i18n/files.ts';
import { roomText } from '../i18n/room.ts';
import { talkText } from '../i18n/talk.ts';
import { locale, useText } from '../i18n/index.ts';
import { Icon } from '../Icon.tsx';
import { useDriver, useSelect } from '../spark.ts';
import { dayOf } from '../text/days.ts';
import { Composer } from './Composer.tsx';
import { Held } from './Held.tsx';
import type { Editing } from './History.tsx';
import { messageOf } from './lines.ts';
import { Place } from './place.ts';
import { Rows, type RowActs } from './Rows.tsx';

interface ThreadProps {
  readonly room: Room;
  readonly parentId: string;
  readonly acts: RowActs;
  readonly onClose: () => void;
}

/** A message and what was answered to it, beside the room; in a narrow window in its place. */
export function Thread({ room, parentId, acts, onClose }: ThreadProps) {
  const text = useText(roomText);
  const talk = useText(talkText);
  const files = useText(filesText);
  const driver = useDriver();
  const seen = useSelect(select.threadOf);
  const status = useSelect(({ excerpts }) => excerpts.get('thread')?.status);
  const [editing, setEditing] = useState<Editing | null>(null);
  const within = useMemo((): RowActs => ({ ...acts, thread: null }), [acts]);
  const panel = useRef<HTMLElement>(null);
  const place = useRef<Place | null>(null);
  const attach = useCallback((node: HTMLDivElement | null) => {
    place.current = node && new Place(node, () => node.getElementsByClassName('held'));
  }, []);
  const mayWrite = select.may(room, 'SEND');
  useEffect(() => {
    // The box takes the focus where there is one and no keyboard would come up for it.
    if (!panel.current?.contains(document.activeElement)) panel.current?.focus({ preventScroll: true });
  }, []);
  const today = useToday();
  const answers = seen?.parent ?? null;
  const parent = useMemo(() => (answers ? [answers] : []), [answers]);
  const rows = seen?.rows ?? [];
  const answered = answers && messageOf(answers);
  const author = answered ? (answered.author?.displayName ?? text.somebody) : '';
  const list = { room, today, locale: locale(), text, editing, setEditing, acts: within };
  const [begun, answeredAt] = [answered?.createdAt, rows[0] && messageOf(rows[0])?.createdAt];
  const isOneDay = begun !== undefined && answeredAt !== undefined && dayOf(Date.parse(begun)) === dayOf(Date.parse(answeredAt));
  const isRead = status === 'there' || rows.length > 0;
  // To what is deleted nothing can be answered any more.
  const isOver = status === 'gone' || (answers?.kind === 'message' && answers.isDeleted);
  return (
    <section
      ref={panel}
      className={`thread${isOneDay ? ' is-one-day' : ''}`}
      aria-label={talk.thread}
      data-drop={files.dropHere}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.nativeEvent.isComposing && !editing && event.currentTarget.contains(event.target as Element)) onClose();
      }}
    >
      <header className="thread-head">
        <h2>{talk.thread}</h2>
        <button type="button" className="button icon quiet" aria-label={talk.closeThread} title={talk.closeThread} onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <div ref={attach} className="scroll" role="region" aria-label={talk.replies} tabIndex={0} onScroll={() => { place.current?.look(); }}>
        <Held place={place}>
          {parent.length > 0 && <Rows {...list} rows={parent} from={0} to={1} label={author} />}
          <p className="thread-count">{status === 'gone' ? talk.threadGone : !isRead ? text.loading : rows.length === 0 ? talk.noReplies : talk.replyCount(answered?.replyCount ?? rows.length)}</p>
          {seen?.hasEarlier && (
            <button type="button" className="button small thread-earlier" onClick={() => { driver.wish({ kind: 'more', of: 'thread', page: 'earlier' }); }}>
              {talk.earlier}
            </button>
          )}
          <Rows {...list} rows={rows} from={0} to={rows.length} label={talk.replies} />
        </Held>
      </div>
      {mayWrite && !isOver && (
        <footer className="room-foot">
          <Composer room={room} parentId={parentId} label={talk.replyBox} placeholder={talk.replyTo(author)} onSent={() => place.current?.end()} onEditLast={() => {}} />
        </footer>
      )}
    </section>
  );
}
