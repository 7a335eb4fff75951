import { useCallback, useEffect, useEffectEvent, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState, type Ref } from 'react';
import { select, type Room } from '../../spark/index.ts';
import { useToday } from '../clock.ts';
import { roomText } from '../i18n/room.ts';
import { locale, useText } from '../i18n/index.ts';
import { Icon } from '../Icon.tsx';
import { useDriver, useSelect } from '../spark.ts';
import { cameAfter, seqOf } from './lines.ts';
import { Place } from './place.ts';
import { Held } from './Held.tsx';
import { Rows, type RowActs } from './Rows.tsx';
import { boundsOf, earlier, indexOf, later, newest, trimmed, type Window } from './windowed.ts';

export interface HistoryHandle {
  /** Goes to the newest message, and follows. */
  showNewest(): void;
}

interface HistoryProps {
  readonly room: Room;
  readonly editing: Editing | null;
  readonly setEditing: (editing: Editing | null) => void;
  readonly acts: RowActs;
  readonly ref: Ref<HistoryHandle>;
}

/** A message that gets another text. */
export interface Editing {
  readonly messageId: string;
  readonly body: string;
}

/** More unread messages than so many are not fetched to show where they begin. */
const MOST_UNREAD = 300;

/** What a message says: by it the place is held, as a name above it goes when an older message of the same person comes. */
const HELD = 'held';

/** What was written in a room, and where one is in it. */
export function History({ room, editing, setEditing, acts, ref }: HistoryProps) {
  const text = useText(roomText);
  const driver = useDriver();
  const roomId = room.id;
  const rows = useSelect((state) => select.rows(state, roomId));
  const unreadAfter = useSelect(({ open }) => (open?.roomId === roomId ? open.unreadAfter : null));
  const [unreadAtFirst] = useState(room.membership?.unreadCount ?? 0);
  const isLoaded = room.history === 'some' || room.history === 'whole';
  /** Where the unread begins is not there yet, but soon. */
  const isBefore = room.history === 'some' && unreadAfter !== null && unreadAtFirst <= MOST_UNREAD && room.from > unreadAfter + 1;
  const [wasReady, setReady] = useState(false);
  const isReady = wasReady || (isLoaded && !isBefore);
  if (isReady !== wasReady) setReady(isReady);

  const numbered = useMemo(() => rows.map((row) => ({ seq: seqOf(row) })), [rows]);
  const [chosen, setWindow] = useState<Window | null>(null);
  const window = useMemo(() => {
    const [first, end] = chosen ? boundsOf(numbered, chosen) : [0, 0];
    // None of its rows is there (any more).
    return chosen && first < end ? chosen : newest(numbered, unreadAfter === null ? null : unreadAfter + 1);
  }, [chosen, numbered, unreadAfter]);
  if (isReady && window !== chosen && numbered.length > 0) setWindow(window);

  const place = useRef<Place | null>(null);
  const scroller = useRef<HTMLDivElement | null>(null);
  const [view, setView] = useState({ isFollowing: true, seen: 0 });

  const attach = useCallback((node: HTMLDivElement | null) => {
    scroller.current = node;
    place.current = node && new Place(node, () => node.getElementsByClassName(HELD));
  }, []);

  /** The number of the newest message of which one sees something. */
  const seenSeq = (): number => {
    const entries = scroller.current?.getElementsByClassName(HELD);
    for (let at = place.current?.lastSeen() ?? -1; entries && at >= 0; at -= 1) {
      const seq = (entries[at] as HTMLElement).dataset['seq'];
      if (seq) return Number(seq);
    }
    return 0;
  };

  /** Read is what a person can have seen: the page is shown, has the focus, and shows it. */
  const tellRead = (seq: number) => {
    const known = driver.state.rooms.get(roomId)?.membership?.lastReadSeq ?? Infinity;
    if (isReady && seq > known && document.visibilityState === 'visible' && document.hasFocus()) driver.wish({ kind: 'read', roomId, seq });
  };

  /** One sees something else, or more of it. */
  const looked = () => {
    const { current } = place;
    const box = scroller.current;
    if (!current || !box || box.clientHeight === 0) return;
    const seen = seenSeq();
    const { isFollowing } = current;
    setView((before) => (before.isFollowing === isFollowing && before.seen >= seen ? before : { isFollowing, seen: Math.max(before.seen, seen) }));
    tellRead(seen);
    const above = box.scrollTop;
    const below = box.scrollHeight - box.clientHeight - above;
    // Not near to both ends: they would take turns.
    const near = Math.min(box.clientHeight, (above + below) / 3);
    if (above <= near && boundsOf(numbered, window)[0] > 0) return setWindow(earlier(numbered, window));
    if (below <= near && window.to !== null) return setWindow(later(numbered, window));
    if (above < box.clientHeight && room.history === 'some') driver.wish({ kind: 'older', roomId });
    setWindow(trimmed(numbered, window, isFollowing ? null : seen));
  };

  // Where one comes in: where the unread begins, else at the end.
  useLayoutEffect(() => {
    const { current } = place;
    if (!isReady || !current) return;
    const line = scroller.current?.querySelector('.unread-line');
    if (line) current.show(line);
    else current.end();
  }, [isReady]);

  useEffect(() => {
    if (isBefore) driver.wish({ kind: 'older', roomId });
  }, [driver, isBefore, roomId, room.from]);

  useLayoutEffect(() => {
    if (place.current) place.current.hasEnd = window.to === null;
  }, [window]);

  const resized = useEffectEvent(() => {
    if (!scroller.current?.clientHeight) return;
    place.current?.hold();
    looked();
  });
  useEffect(() => {
    const { current } = scroller;
    const list = current?.querySelector('ol');
    if (!current || !list) return;
    const observer = new ResizeObserver(() => { resized(); });
    observer.observe(current);
    observer.observe(list);
    return () => { observer.disconnect(); };
  }, []);

  const returned = useEffectEvent(() => { tellRead(seenSeq()); });
  useEffect(() => {
    const listener = () => { returned(); };
    globalThis.addEventListener('focus', listener);
    document.addEventListener('visibilitychange', listener);
    return () => {
      globalThis.removeEventListener('focus', listener);
      document.removeEventListener('visibilitychange', listener);
    };
  }, []);

  const showNewest = () => {
    const { current } = place;
    if (!current) return;
    current.hasEnd = true;
    current.isFollowing = true;
    setWindow(newest(numbered));
    current.end();
    looked();
  };
  useImperativeHandle(ref, () => ({ showNewest }));

  const today = useToday();
  const [from, to] = boundsOf(numbered, window);
  const came = view.isFollowing ? 0 : cameAfter(rows, indexOf(numbered, view.seen + 1), view.seen);
  return (
    <div className="history">
      <div
        ref={attach}
        className="scroll"
        role="region"
        aria-label={text.history}
        tabIndex={0}
        onScroll={() => {
          place.current?.look();
          looked();
        }}
      >
        <Held place={place}>
          <p className="beginning">{!isLoaded ? text.loading : room.history === 'some' || from > 0 ? text.loadingOlder : rows.length === 0 ? text.empty : text.beginning}</p>
          <Rows room={room} rows={rows} from={from} to={to} today={today} locale={locale()} text={text} editing={editing} setEditing={setEditing} acts={acts} label={text.messages} />
        </Held>
      </div>
      {!view.isFollowing && (
        <button type="button" className="newest" onClick={showNewest}>
          <Icon name="down" size={16} />
          <span>{text.newest}</span>
          {came > 0 && <span className="newest-count">{text.came(came)}</span>}
        </button>
      )}
    </div>
  );
}
