import { useCallback, useEffect, useLayoutEffect, useRef } from 'react';
import { select, type Room } from '../../spark/index.ts';
import { useToday } from '../clock.ts';
import { roomText } from '../i18n/room.ts';
import { talkText } from '../i18n/talk.ts';
import { locale, useText } from '../i18n/index.ts';
import { Icon } from '../Icon.tsx';
import { showRoom } from '../route.ts';
import { useDriver, useSelect } from '../spark.ts';
import { Held } from './Held.tsx';
import type { Editing } from './History.tsx';
import { Place } from './place.ts';
import { Rows, type RowActs } from './Rows.tsx';

interface PlaceViewProps {
  readonly room: Room;
  readonly seq: number;
  readonly editing: Editing | null;
  readonly setEditing: (editing: Editing | null) => void;
  readonly acts: RowActs;
}

/** A message among those around it, however far above the newest ones: in place of the list, until one goes back to it. */
export function PlaceView({ room, seq, editing, setEditing, acts }: PlaceViewProps) {
  const text = useText(roomText);
  const talk = useText(talkText);
  const driver = useDriver();
  const seen = useSelect(select.placeOf);
  const status = useSelect(({ excerpts }) => excerpts.get('place')?.status);
  const today = useToday();
  const place = useRef<Place | null>(null);
  const scroller = useRef<HTMLDivElement | null>(null);
  const attach = useCallback((node: HTMLDivElement | null) => {
    scroller.current = node;
    place.current = node && new Place(node, () => node.getElementsByClassName('held'));
    // Nothing is followed here: the newest messages are in the list.
    if (place.current) place.current.hasEnd = place.current.isFollowing = false;
  }, []);
  const rows = seen?.rows ?? [];
  const isThere = rows.length > 0;
  useLayoutEffect(() => {
    const found = scroller.current?.querySelector<HTMLElement>('.is-found');
    if (!isThere || !found) return;
    place.current?.show(found);
    found.focus({ preventScroll: true });
  }, [isThere]);
  const looked = useCallback(() => {
    const { current } = scroller;
    if (!current) return;
    const above = current.scrollTop;
    const below = current.scrollHeight - current.clientHeight - above;
    if (above < current.clientHeight) driver.wish({ kind: 'more', of: 'place', page: 'earlier' });
    if (below < current.clientHeight) driver.wish({ kind: 'more', of: 'place', page: 'later' });
  }, [driver]);
  // What is read may not fill the window.
  useEffect(looked, [looked, rows.length]);
  return (
    <div className="history">
      <div
        ref={attach}
        className="scroll"
        role="region"
        aria-label={talk.place}
        tabIndex={0}
        onScroll={() => {
          place.current?.look();
          looked();
        }}
      >
        <Held place={place}>
          <p className="beginning">{status === 'gone' ? talk.threadGone : !isThere ? text.loading : seen?.hasEarlier ? text.loadingOlder : text.beginning}</p>
          <Rows room={room} rows={rows} from={0} to={rows.length} today={today} locale={locale()} text={text} editing={editing} setEditing={setEditing} acts={acts} label={text.messages} found={seq} />
          {seen?.hasLater && <p className="beginning">{talk.loadingLater}</p>}
        </Held>
      </div>
      <button type="button" className="newest" onClick={() => { showRoom(room.id); }}>
        <Icon name="down" size={16} />
        <span>{talk.backToNewest}</span>
      </button>
    </div>
  );
}
