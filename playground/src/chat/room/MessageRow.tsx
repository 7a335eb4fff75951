import './message.css';
import './reactions.css';
import { memo } from 'react';
import type { Attachment, Message, Outgoing, Reaction, User } from '../../spark/index.ts';
import { Avatar } from '../Avatar.tsx';
import { Attachments } from '../files/Attachments.tsx';
import type { RoomText } from '../i18n/room.ts';
import { talkText } from '../i18n/talk.ts';
import { useText } from '../i18n/index.ts';
import { Icon } from '../Icon.tsx';
import { clockName, momentName, timeName } from '../text/days.ts';
import { Body } from './Body.tsx';
import { Editor } from './Editor.tsx';
import { Quote } from './Quote.tsx';
import { Reactions } from './Reactions.tsx';
import { Tools } from './Tools.tsx';

export interface RowDeeds {
  readonly edit: (message: Message) => void;
  readonly save: (messageId: string, body: string) => void;
  readonly cancel: () => void;
  readonly remove: (message: Message) => void;
  readonly forward: (message: Message) => void;
  readonly react: (messageId: string, emoji: string, isAdded: boolean) => void;
  /** Looks at a picture. */
  readonly view: (attachmentId: string) => void;
  /** Opens the thread of a message; null within a thread. */
  readonly thread: ((parentId: string) => void) | null;
}

export interface MessageRowProps {
  readonly message: Message | null;
  readonly outgoing: Outgoing | null;
  readonly body: string;
  readonly attachments: readonly Attachment[];
  /** Those that are there, with one's own that are on their way. */
  readonly reactions: readonly Reaction[];
  /** What it answers, where that is to be said, and who wrote that. */
  readonly parent: Message | null;
  readonly parentName: string;
  readonly viewerId: string | null;
  /** It was searched for. */
  readonly isFound: boolean;
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
  /** Reactions, and replies. */
  readonly canWrite: boolean;
  readonly canEdit: boolean;
  readonly canDelete: boolean;
  readonly locale: string;
  readonly text: RoomText;
  readonly deeds: RowDeeds;
}

/** A message, on its way or there: one node all its life. */
export const MessageRow = memo(function MessageRow(props: MessageRowProps) {
  const { message, outgoing, attachments, isOwn, isDeleted, startsUnread, at, day, isHead, author, draft, locale, text } = props;
  const isWordless = attachments.length > 0 && props.body === '';
  const name = author?.displayName ?? text.somebody;
  const time = timeName(at, locale);
  const isNamed = !isOwn && !isDeleted && message !== null && (message.mentionsRoom || message.mentions.some(({ id }) => id === props.viewerId));
  const kinds = ['row', isHead ? 'is-head' : '', isOwn ? 'is-own' : '', isNamed ? 'is-named' : '', props.isFound ? 'is-found' : '', outgoing ? 'is-pending' : '', draft !== null ? 'is-edited' : '', props.isTapped ? 'is-tapped' : ''];
  return (
    <li className={kinds.filter(Boolean).join(' ')} data-key={props.rowKey} tabIndex={props.isFound ? -1 : undefined}>
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
          <Origin {...props} />
          {draft === null ? !isWordless && (
            <p className={`body held${isDeleted ? ' is-deleted' : ''}`} data-seq={message?.seq} dir="auto">
              {isDeleted ? text.deleted : <Body text={props.body} message={message} viewerId={props.viewerId} />}
            </p>
          ) : (
            <Editor initial={draft} seq={message?.seq} canBeEmpty={attachments.length > 0} text={text} onSave={(body) => { if (message) props.deeds.save(message.id, body); }} onCancel={props.deeds.cancel} />
          )}
          {attachments.length > 0 && (
            <div className={`attachments${isWordless && draft === null ? ' held' : ''}`} data-seq={message?.seq}>
              <Attachments attachments={attachments} onView={props.deeds.view} />
            </div>
          )}
          {message && props.reactions.length > 0 && <Reactions message={message} reactions={props.reactions} canWrite={props.canWrite} deeds={props.deeds} />}
          <Replies {...props} />
          <Marks {...props} />
        </div>
        {message && draft === null && !isDeleted && <Tools {...props} message={message} />}
      </div>
    </li>
  );
});

/** Where it comes from: what it answers, who wrote it first. */
function Origin({ message, isDeleted, parent, parentName, deeds }: MessageRowProps) {
  const talk = useText(talkText);
  const { thread } = deeds;
  const first = isDeleted ? null : message?.forwardedFrom;
  return (
    <>
      {parent && thread && <Quote parent={parent} name={parentName} onOpen={() => { thread(parent.id); }} />}
      {first && <p className="forwarded" dir="auto">{talk.forwarded(first.displayName)}</p>}
    </>
  );
}

/** The way to its thread, once there is one. */
function Replies({ message, deeds }: MessageRowProps) {
  const talk = useText(talkText);
  const { thread } = deeds;
  if (!message || !thread || message.replyCount === 0) return null;
  return (
    <button type="button" className="to-thread" onClick={() => { thread(message.id); }}>
      {talk.replyCount(message.replyCount)}
    </button>
  );
}

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
