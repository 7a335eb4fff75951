import { memo } from 'react';
import type { Message } from '../../spark/index.ts';
import type { RoomText } from '../i18n/room.ts';
import { momentName, timeName } from '../text/days.ts';

export interface NoticeRowProps {
  readonly message: Message;
  readonly actor: string;
  readonly subject: string;
  readonly day: string | null;
  readonly at: number;
  readonly locale: string;
  readonly text: RoomText;
}

/** What the server wrote about the room. */
export const NoticeRow = memo(function NoticeRow({ message, actor, subject, day, at, locale, text }: NoticeRowProps) {
  // A kind that is newer than this page has the server's own sentence.
  const says = text.system[message.system?.kind ?? '']?.({ actor, subject }) ?? message.body;
  return (
    <li className="row is-notice">
      {day !== null && (
        <p className="day-line">
          <span>{day}</span>
        </p>
      )}
      <div className="message-line">
        <p className="notice held" data-seq={message.seq} dir="auto">
          {says}{' '}
          <time dateTime={message.createdAt} title={momentName(at, locale)}>
            {timeName(at, locale)}
          </time>
        </p>
      </div>
    </li>
  );
});
