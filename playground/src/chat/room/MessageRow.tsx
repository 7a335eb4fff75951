import { memo } from 'react';
import type { Message, Outgoing, User } from '../../spark/index.ts';
import { Avatar } from '../Avatar.tsx';
import type { RoomText } from '../i18n/room.ts';
import { Icon } from '../Icon.tsx';
import { clockName, momentName, timeName } from '../text/days.ts';
import { Body } from './Body.tsx';
import { Editor } from './Editor.tsx';

export interface RowDeeds {
  readonly edit: (messageId: string) => void;
  readonly save: (messageId: string, body: string) => void;
  readonly cancel: () => void;
  readonly remove: (message: Message) => void;
}

export interface MessageRowProps {
  readonly message: Message | null;
  readonly outgoing: Outgoing | null;
  readonly body: string;
  readonly isOwn: boolean;
  readonly isDeleted: boolean;
  /** A change of it is on its way. */
  readonly isChanging: boolean;
  readonly startsUnread: boolean;
  readonly at: number;
  /** The name of the day that begins with it. */
  readonly day: string | null;
  readonly isHead: boolean;
  readonly author: User | undefined;
  /** Who has read it, in words. */
  readonly readers: string | null;
  readonly rowKey: string;
  /** A finger touched it: its tools are there. */
  readonly isTapped: boolean;
  /** The text in its box, while it is edited. */
  readonly draft: string | null;
  readonly canEdit: boolean;
  readonly canDelete: boolean;
  readonly locale: string;
  readonly text: RoomText;
  readonly deeds: RowDeeds;
}

/** A message, on its way or there: one node all its life. */
export const MessageRow = memo(function MessageRow(props: MessageRowProps) {
  const { message, outgoing, isOwn, isDeleted, startsUnread, at, day, isHead, author, draft, locale, text } = props;
  const name = author?.displayName ?? text.somebody;
  const time = timeName(at, locale);
  const kinds = ['row', isHead ? 'is-head' : '', isOwn ? 'is-own' : '', outgoing ? 'is-pending' : '', draft !== null ? 'is-edited' : '', props.isTapped ? 'is-tapped' : ''];
  return (
    <li className={kinds.filter(Boolean).join(' ')} data-key={props.rowKey}>
      {day !== null && (
        <p className="day-line">
          <span>{day}</span>
        </p>
      )}
      {startsUnread && (
        <p className="unread-line">
          <span>{text.unread}</span>
        </p>
      )}
      <div className="message-line">
        <div className="side-mark">
          {isHead && author ? <Avatar user={author} /> : <time aria-hidden="true" dateTime={new Date(at).toISOString()}>{clockName(at, locale)}</time>}
        </div>
        <div className="said">
          <p className={isHead ? 'who' : 'unseen'}>
            <bdi className="name">{name}</bdi>{' '}
            <time dateTime={new Date(at).toISOString()} title={momentName(at, locale)}>
              {time}
            </time>
          </p>
          {draft === null ? (
            <p className={`body held${isDeleted ? ' is-deleted' : ''}`} data-seq={message?.seq} dir="auto">
              {isDeleted ? text.deleted : <Body text={props.body} />}
            </p>
          ) : (
            <Editor initial={draft} seq={message?.seq} text={text} onSave={(body) => { if (message) props.deeds.save(message.id, body); }} onCancel={props.deeds.cancel} />
          )}
          <Marks {...props} />
        </div>
        {message && draft === null && <Tools {...props} message={message} />}
      </div>
    </li>
  );
});

/** What is to be known of it: where it is on its way, whether it was changed, who has read it. */
function Marks({ message, outgoing, isDeleted, isChanging, readers, text }: MessageRowProps) {
  if (outgoing) {
    const { tries, isSending, trouble } = outgoing;
    const isStuck = !isSending && tries > 0;
    return (
      <p className={`marks${isStuck ? ' is-stuck' : ''}`}>
        <Icon name="clock" size={12} />
        {isStuck ? text.again(trouble ?? text.noAnswer) : isSending ? text.pending : text.waits}
      </p>
    );
  }
  const isEdited = message?.editedAt && !isDeleted;
  if (!isEdited && !isChanging && !readers) return null;
  return (
    <p className="marks">
      {isEdited && !isChanging && <span>{text.edited}</span>}
      {isChanging && <span>{text.saving}</span>}
      {readers && <span className="readers">{readers}</span>}
    </p>
  );
}

function Tools({ message, isDeleted, canEdit, canDelete, deeds, text }: MessageRowProps & { message: Message }) {
  if (isDeleted || (!canEdit && !canDelete)) return null;
  return (
    <div className="tools">
      {canEdit && (
        <button type="button" aria-label={text.edit} title={text.edit} onClick={() => { deeds.edit(message.id); }}>
          <Icon name="edit" size={16} />
        </button>
      )}
      {canDelete && (
        <button type="button" aria-label={text.delete} title={text.delete} onClick={() => { deeds.remove(message); }}>
          <Icon name="trash" size={16} />
        </button>
      )}
    </div>
  );
}
