import { useEffect } from 'react';
import { RoomPane } from './room/RoomPane.tsx';
import { roomHash, routeOf, showList, useHash } from './route.ts';
import { select } from '../spark/index.ts';
import { useSpark } from './spark.ts';

/** All that one sees when signed in: rooms, the open one, the wire. */
export function Frame() {
  const { driver, state } = useSpark();
  const route = routeOf(useHash());
  const wanted = route.kind === 'room' && state.rooms.get(route.roomId)?.membership ? route.roomId : null;
  useEffect(() => {
    driver.wish({ kind: 'open', roomId: wanted });
  }, [driver, wanted]);
  const room = select.openRoom(state);
  return (
    <div className="frame">
      <nav>
        <ul aria-label="Rooms">
          {select.roomList(state).map((each) => (
            <li key={each.id}>
              <a href={roomHash(each.id)}>{select.nameOf(state, each)}</a>
            </li>
          ))}
        </ul>
      </nav>
      <main>{room && <RoomPane key={room.id} room={room} onBack={showList} />}</main>
    </div>
  );
}
