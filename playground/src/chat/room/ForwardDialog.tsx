import { useId, useState } from 'react';
import { select, type Message, type Room } from '../../spark/index.ts';
import { RoomAvatar } from '../Avatar.tsx';
import { Dialog } from '../dialog/Dialog.tsx';
import { gistOf } from '../files/gist.ts';
import { filesText } from '../i18n/files.ts';
import { talkText } from '../i18n/talk.ts';
import { useText } from '../i18n/index.ts';
import { usePeer } from '../names.ts';
import { showRoom } from '../route.ts';
import { useDriver, useSelect, useSpark } from '../spark.ts';

/** More rooms than so many are found by their name. */
const SHOWN = 50;

/** Chooses the room that gets a copy, and goes there. */
export function ForwardDialog({ message, onClose }: { message: Message; onClose: () => void }) {
  const text = useText(talkText);
  const files = useText(filesText);
  const { state } = useSpark();
  const driver = useDriver();
  const box = useId();
  const [filter, setFilter] = useState('');
  const wanted = filter.trim().toLowerCase();
  const rooms = select
    .roomList(state)
    .map((room) => ({ room, name: select.nameOf(state, room) }))
    .filter(({ room, name }) => select.may(room, 'SEND') && name.toLowerCase().includes(wanted))
    .slice(0, SHOWN);
  const forward = async (roomId: string) => {
    const { action } = await driver.do('forwardMessage', { messageId: message.id, roomId } as never);
    if (action !== 'COMMIT') return;
    onClose();
    showRoom(roomId);
  };
  return (
    <Dialog title={text.forwardTitle} onClose={onClose}>
      <p className="ask-quote" dir="auto">
        {gistOf(message, files)}
      </p>
      <div className="field">
        <label htmlFor={box}>{text.filterRooms}</label>
        <input id={box} type="text" inputMode="search" autoComplete="off" dir="auto" data-first value={filter} onChange={({ target }) => { setFilter(target.value); }} />
      </div>
      <ul className="found">
        {rooms.map(({ room, name }) => (
          <Target key={room.id} room={room} name={name} onChoose={() => void forward(room.id)} />
        ))}
      </ul>
      {rooms.length === 0 && <p className="empty">{text.noRoom}</p>}
    </Dialog>
  );
}

function Target({ room, name, onChoose }: { room: Room; name: string; onChoose: () => void }) {
  const text = useText(talkText);
  const peer = usePeer(room);
  const isOnItsWay = useSelect(({ deeds }) => [...deeds.values()].some((deed) => deed.name === 'forwardMessage' && deed.input['roomId'] === room.id));
  return (
    <li className="item">
      <RoomAvatar room={room} peer={peer} />
      <span className="item-text">
        <strong dir="auto">{name}</strong>
      </span>
      <button
        type="button"
        className="button small"
        aria-label={text.forwardTo(name)}
        aria-disabled={isOnItsWay}
        onClick={() => {
          if (!isOnItsWay) onChoose();
        }}
      >
        {text.forward}
      </button>
    </li>
  );
}
