import type { KeyboardEvent } from 'react';
import { select } from '../../spark/index.ts';
import { useToday } from '../clock.ts';
import { frame } from '../i18n/frame.ts';
import { useText } from '../i18n/index.ts';
import { useSelect } from '../spark.ts';
import { useCalmOrder } from './calm.ts';
import { RoomRow } from './RoomRow.tsx';

/** Up and down go from room to room: with hundreds of them, the next button is not hundreds of tabs away. */
function walk(event: KeyboardEvent<HTMLElement>) {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('.room-link')];
  const here = links.indexOf(event.target as HTMLElement);
  if (here < 0) return;
  event.preventDefault();
  links[here + (event.key === 'ArrowDown' ? 1 : -1)]?.focus();
}

export function RoomList() {
  const text = useText(frame);
  const all = useSelect(select.roomList);
  const openId = useSelect(({ open }) => open?.roomId ?? null);
  const isLoaded = useSelect((state) => state.isLoaded);
  const today = useToday();
  const { rooms, holds } = useCalmOrder(all);
  return (
    <>
      <ul className="rooms" aria-label={text.rooms} onKeyDown={walk} {...holds}>
        {rooms.map((room) => (
          <RoomRow key={room.id} room={room} isOpen={room.id === openId} today={today} />
        ))}
      </ul>
      {rooms.length === 0 && <p className="empty">{isLoaded ? text.noRooms : text.loading}</p>}
    </>
  );
}
