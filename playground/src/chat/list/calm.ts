/** Keeps the rooms where they are while a pointer is over them, so that a click meets what it was meant for. */

import { useState } from 'react';
import type { Room } from '../../spark/index.ts';

/** The rooms in an earlier order: who left is gone, who is new stands at the end. */
export function inOrderOf(rooms: readonly Room[], held: readonly string[]): readonly Room[] {
  const places = new Map(held.map((id, place) => [id, place]));
  return [...rooms].sort((a, b) => (places.get(a.id) ?? held.length) - (places.get(b.id) ?? held.length));
}

export function useCalmOrder(rooms: readonly Room[]) {
  const [held, setHeld] = useState<readonly string[] | null>(null);
  return {
    rooms: held ? inOrderOf(rooms, held) : rooms,
    /** For the list. */
    holds: {
      onPointerEnter: () => {
        setHeld(rooms.map(({ id }) => id));
      },
      onPointerLeave: () => {
        setHeld(null);
      },
      onPointerCancel: () => {
        setHeld(null);
      },
    },
  };
}
