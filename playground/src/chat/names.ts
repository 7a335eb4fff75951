/** What a room and its people are called on the page. */

import { select, type Room, type User } from '../spark/index.ts';
import { useSelect } from './spark.ts';

/** The other one of a DIRECT room, as newest known. */
export const usePeer = (room: Room): User | undefined => useSelect((state) => select.peerOf(state, room));

export const useRoomName = (room: Room): string => useSelect((state) => select.nameOf(state, room));
