import { useEffect, useState } from 'react';
import { select, type Room, type User } from '../../spark/index.ts';
import { RoomAvatar } from '../Avatar.tsx';
import { useDialogs } from '../dialogs.ts';
import { roomText } from '../i18n/room.ts';
import { locale, useText } from '../i18n/index.ts';
import { Icon } from '../Icon.tsx';
import { usePeer, useRoomName } from '../names.ts';
import { useDriver, useSelect } from '../spark.ts';
import { agoName } from '../text/days.ts';

/** What the room is, and what one may do with it as a whole. */
export function RoomHead({ room, onBack }: { room: Room; onBack: () => void }) {
  const text = useText(roomText);
  const driver = useDriver();
  const show = useDialogs();
  const name = useRoomName(room);
  const peer = usePeer(room);
  const isLeaving = useSelect(({ deeds }) => [...deeds.values()].some((deed) => deed.name === 'leaveRoom' && deed.input.roomId === room.id));
  const { kind, topic, memberCount } = room.fields;
  const isGroup = kind !== 'DIRECT';
  return (
    <header className="room-head">
      <button type="button" className="button icon quiet back" aria-label={text.back} onClick={onBack}>
        <Icon name="back" />
      </button>
      <RoomAvatar room={room} peer={peer} />
      <div className="room-title">
        <h2 dir="auto">{name}</h2>
        {peer ? <Presence peer={peer} /> : <p dir="auto">{topic ?? (kind === 'PRIVATE' ? text.privateRoom : isGroup ? text.publicRoom : text.direct)}</p>}
      </div>
      {isGroup && room.membership && (
        <div className="room-deeds">
          <button type="button" className="button quiet" title={text.members(memberCount)} onClick={() => { show({ kind: 'members', roomId: room.id }); }}>
            <Icon name="people" />
            <span aria-hidden="true">{memberCount}</span>
            <span className="unseen">{text.members(memberCount)}</span>
          </button>
          {select.may(room, 'EDIT_ROOM') && (
            <button type="button" className="button icon quiet" aria-label={text.settings} title={text.settings} onClick={() => { show({ kind: 'edit', roomId: room.id }); }}>
              <Icon name="edit" />
            </button>
          )}
          <button
            type="button"
            className="button quiet leave"
            aria-label={text.leave}
            title={text.leave}
            aria-disabled={isLeaving}
            onClick={() => {
              if (!isLeaving) void driver.do('leaveRoom', { roomId: room.id });
            }}
          >
            <Icon name="leave" />
            <span className="label">{text.leave}</span>
          </button>
        </div>
      )}
    </header>
  );
}

/** Whether the other one is there, and when they were. */
function Presence({ peer }: { peer: User }) {
  const text = useText(roomText);
  const now = useMinute();
  const status = peer.status ?? 'OFFLINE';
  const seen = status === 'OFFLINE' && peer.lastSeenAt ? text.lastSeen(agoName(Date.parse(peer.lastSeenAt), now, locale())) : null;
  return (
    <p className="presence">
      {seen ?? text.status[status] ?? status}
      {peer.statusText && (
        <>
          {' · '}
          <bdi>{peer.statusText}</bdi>
        </>
      )}
    </p>
  );
}

/** The time, each minute. */
function useMinute(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => { setNow(Date.now()); }, 60_000);
    return () => { clearInterval(timer); };
  }, []);
  return now;
}
