import type { Message } from '../../spark/index.ts';
import { gistOf } from '../files/gist.ts';
import { filesText } from '../i18n/files.ts';
import { roomText } from '../i18n/room.ts';
import { talkText } from '../i18n/talk.ts';
import { useText } from '../i18n/index.ts';
import { Icon } from '../Icon.tsx';

/** What a reply answers, in a line above it, which leads to the thread. */
export function Quote({ parent, name, onOpen }: { parent: Message; name: string; onOpen: () => void }) {
  const text = useText(roomText);
  const talk = useText(talkText);
  const files = useText(filesText);
  return (
    <button type="button" className="quote" onClick={onOpen}>
      <Icon name="reply" size={12} />
      <span className="unseen">{talk.answers(name)}: </span>
      <bdi aria-hidden="true" className="quote-name">
        {name}
      </bdi>{' '}
      <span className="quote-text" dir="auto">
        {parent.deletedAt ? text.deleted : gistOf(parent, files)}
      </span>
    </button>
  );
}
