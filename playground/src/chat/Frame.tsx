import './frame.css';
import { useEffect } from 'react';
import { select } from '../spark/index.ts';
import { frame } from './i18n/frame.ts';
import { useText } from './i18n/index.ts';
import { Sidebar } from './list/Sidebar.tsx';
import { Banners } from './notices/Banners.tsx';
import { Spoken } from './notices/Spoken.tsx';
import { Toasts } from './notices/Toasts.tsx';
import { RoomPane } from './room/RoomPane.tsx';
import { routeOf, showList, useHash } from './route.ts';
import { useDriver, useSelect } from './spark.ts';
import { Wire } from './wire/Wire.tsx';

/** All that one sees when signed in: rooms, the open one, the wire. `isCovered`: a dialog stands above it. */
export function Frame({ isCovered }: { isCovered: boolean }) {
  const room = useOpenRoom();
  useUploadsKeepPage();
  return (
    <div className={`frame${room ? ' has-room' : ''}`}>
      <Banners />
      {/* Of these two a narrow window shows one, so neither alone is what the page is about. */}
      <main className="both">
        <h1 className="unseen">Spark</h1>
        <Sidebar />
        <div className="pane">{room ? <RoomPane key={room.id} room={room} onBack={showList} /> : <NoRoom />}</div>
      </main>
      <Wire />
      <Toasts isCovered={isCovered} />
      <Spoken />
    </div>
  );
}

/** Files that are on their way end with the page: a browser asks first. */
function useUploadsKeepPage() {
  const isUploading = useSelect(select.isUploading);
  useEffect(() => {
    if (!isUploading) return;
    const ask = (event: BeforeUnloadEvent) => { event.preventDefault(); };
    window.addEventListener('beforeunload', ask);
    return () => { window.removeEventListener('beforeunload', ask); };
  }, [isUploading]);
}

/** The room that the address names. Who is put out of it while it is open still sees it, until going elsewhere. */
function useOpenRoom() {
  const driver = useDriver();
  const route = routeOf(useHash());
  const named = route.kind === 'room' ? route.roomId : null;
  const isLoaded = useSelect((state) => state.isLoaded);
  const wanted = useSelect(({ rooms, open }) => (named && (rooms.get(named)?.membership || open?.roomId === named) ? named : null));
  useEffect(() => {
    driver.wish({ kind: 'open', roomId: wanted });
    if (isLoaded && named && !wanted) showList();
  }, [driver, isLoaded, named, wanted]);
  const seq = route.kind === 'room' && wanted ? route.seq : null;
  useEffect(() => {
    driver.wish({ kind: 'place', seq });
  }, [driver, wanted, seq]);
  const room = useSelect(select.openRoom);
  return room?.id === wanted ? room : undefined;
}

function NoRoom() {
  const text = useText(frame);
  return (
    <div className="no-room">
      <p>{text.chooseRoom}</p>
      <p>{text.chooseRoomHint}</p>
    </div>
  );
}
