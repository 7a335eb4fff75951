import { memo, useId } from 'react';
import type { Room } from '../../spark/index.ts';
import { RoomAvatar } from '../Avatar.tsx';
import { shortTime } from '../clock.ts';
import { gistOf } from '../files/gist.ts';
import { filesText, type FilesText } from '../i18n/files.ts';
import { frame, type FrameText } from '../i18n/frame.ts';
import { locale, useText } from '../i18n/index.ts';
import { talkText } from '../i18n/talk.ts';
import { Icon } from '../Icon.tsx';
import { usePeer, useRoomName } from '../names.ts';
import { roomHash } from '../route.ts';
import { useDriver, useSelect } from '../spark.ts';

/** A room in the list. It renders when something of this room changes, not with the others. */
export const RoomRow = memo(function RoomRow({ room, isOpen, today }: { room: Room; isOpen: boolean; today: number }) {
  const text = useText(frame);
  const talk = useText(talkText);
  const files = useText(filesText);
  const driver = useDriver();
  const about = useId();
  const name = useRoomName(room);
  const peer = usePeer(room);
  const viewerId = useSelect((state) => state.viewerId);
  // Of the open room it stands in the box.
  const draft = useSelect((state) => (isOpen ? undefined : state.drafts.get(room.id)));
  const { isPinned = false, unreadCount = 0, mentionCount = 0, notificationMode } = room.membership ?? {};
  const { lastMessage } = room;
  const at = lastMessage?.createdAt ?? room.fields.lastActivityAt;
  return (
    <li className={`room${isOpen ? ' is-open' : ''}${unreadCount ? ' has-unread' : ''}${notificationMode === 'NONE' ? ' is-muted' : ''}`}>
      <RoomAvatar room={room} peer={peer} />
      <a className="room-link" href={roomHash(room.id)} aria-current={isOpen ? 'page' : undefined} aria-describedby={about} dir="auto">
        {name}
      </a>
      <time dateTime={at}>{shortTime(at, today, locale())}</time>
      <span className="room-about" id={about}>
        {peer && <span className="unseen">{text.statuses[peer.status ?? 'OFFLINE'] ?? ''}</span>}
        <span className={`room-last${draft ? ' is-draft' : ''}`} dir="auto">
          {draft ? text.draft(draft) : lastOf(room, viewerId, text, files)}
        </span>
        {mentionCount > 0 && (
          <span className="badge badge-mention">
            <span aria-hidden="true">@{mentionCount > 99 ? '99+' : mentionCount}</span>
            <span className="unseen">{talk.mentions(mentionCount)}</span>
          </span>
        )}
        {unreadCount > 0 && (
          <span className="badge">
            <span aria-hidden="true">{unreadCount > 999 ? '999+' : unreadCount}</span>
            <span className="unseen">{text.unread(unreadCount)}</span>
          </span>
        )}
      </span>
      <button
        type="button"
        className="pin"
        aria-label={isPinned ? text.unpin(name) : text.pin(name)}
        aria-pressed={isPinned}
        onClick={() => {
          void driver.do('updateMembership', { roomId: room.id, isPinned: !isPinned });
        }}
      >
        <Icon name="pin" size={15} />
      </button>
    </li>
  );
});

function lastOf({ lastMessage, fields }: Room, viewerId: string | null, text: FrameText, files: FilesText): string {
  if (fields.archivedAt) return text.archived;
  if (!lastMessage) return text.noMessages;
  if (lastMessage.deletedAt) return text.deletedMessage;
  const author = lastMessage.author?.id === viewerId ? text.you : fields.kind === 'DIRECT' ? null : lastMessage.author?.displayName;
  const gist = gistOf(lastMessage, files);
  return author ? text.by(author, gist) : gist;
}
