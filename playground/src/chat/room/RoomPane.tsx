import type { Room } from '../../spark/index.ts';

/** The open room. `onBack` leads a narrow window back to the list. */
export function RoomPane({ room, onBack }: { room: Room; onBack: () => void }) {
  return (
    <button type="button" onClick={onBack}>
      {room.fields.name}
    </button>
  );
}
