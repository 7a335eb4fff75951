import type { Room, User } from '../spark/index.ts';
import { Icon } from './Icon.tsx';
import { Picture } from './Picture.tsx';

/** One of eight colours that a person or a room keeps. */
function hueOf(id: string): number {
  // FNV-1a, whose middle bits differ also where ids follow one another.
  let hash = 0x811c9dc5;
  for (const character of id) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 13) % 8;
}

/** The first letter as a reader would say it, not half of an emoji. */
function initialOf(name: string): string {
  const [first] = new Intl.Segmenter().segment(name.trim() || '?');
  return (first?.segment ?? '?').toUpperCase();
}

/** A person's picture or first letter. It says nothing: the name stands beside it. */
export function Avatar({ user, hasDot = false, isSmall = false }: { user: Pick<User, 'id' | 'displayName' | 'avatarUrl' | 'status'>; hasDot?: boolean; isSmall?: boolean }) {
  return (
    <span className={`avatar hue-${hueOf(user.id)}${isSmall ? ' small' : ''}`} aria-hidden="true">
      {initialOf(user.displayName)}
      {user.avatarUrl && <Picture src={user.avatarUrl} />}
      {hasDot && <Dot status={user.status} />}
    </span>
  );
}

/** A room's sign; a room of two has the other's picture. */
export function RoomAvatar({ room, peer }: { room: Room; peer: User | undefined }) {
  if (peer) return <Avatar user={peer} hasDot />;
  return (
    <span className={`avatar room-sign hue-${hueOf(room.id)}`} aria-hidden="true">
      {room.fields.kind === 'PRIVATE' ? <Icon name="lock" size={16} /> : '#'}
    </span>
  );
}

/** Whether somebody is there. The word for it stands elsewhere. */
export function Dot({ status }: { status: User['status'] }) {
  return <span className={`dot dot-${(status ?? 'OFFLINE').toLowerCase()}`} aria-hidden="true" />;
}
