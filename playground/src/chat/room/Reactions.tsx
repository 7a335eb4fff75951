import { memo, useId, useState } from 'react';
import type { Message, Reaction } from '../../spark/index.ts';
import { useAsked } from '../dialog/asking.ts';
import { WhoReacted } from '../documents.ts';
import { talkText } from '../i18n/talk.ts';
import { useText } from '../i18n/index.ts';
import type { RowDeeds } from './MessageRow.tsx';

interface ReactionsProps {
  readonly message: Message;
  readonly reactions: readonly Reaction[];
  readonly canWrite: boolean;
  readonly deeds: RowDeeds;
}

/** The reactions to a message. Each is a button that gives it, or takes one's own back. */
export const Reactions = memo(function Reactions({ message, reactions, canWrite, deeds }: ReactionsProps) {
  return (
    <ul className="reactions">
      {reactions.map((reaction) => (
        <li key={reaction.emoji}>
          <Chip message={message} reaction={reaction} canWrite={canWrite} onToggle={() => { deeds.react(message.id, reaction.emoji, !reaction.viewerReacted); }} />
        </li>
      ))}
    </ul>
  );
});

interface ChipProps {
  readonly message: Message;
  readonly reaction: Reaction;
  readonly canWrite: boolean;
  readonly onToggle: () => void;
}

function Chip({ message, reaction: { emoji, count, viewerReacted }, canWrite, onToggle }: ChipProps) {
  const text = useText(talkText);
  const tip = useId();
  const [isPointed, setPointed] = useState(false);
  const [hasFocus, setFocus] = useState(false);
  const [isPutAway, putAway] = useState(false);
  const isShown = (isPointed || hasFocus) && !isPutAway;
  return (
    <>
      <button
        type="button"
        className="reaction"
        aria-pressed={viewerReacted}
        aria-label={text.reaction(emoji, count)}
        aria-describedby={isShown ? tip : undefined}
        aria-disabled={!canWrite || undefined}
        onClick={() => {
          if (canWrite) onToggle();
        }}
        onPointerEnter={({ pointerType }) => { setPointed(pointerType === 'mouse'); }}
        onPointerLeave={() => { setPointed(false); }}
        onFocus={() => {
          setFocus(true);
          putAway(false);
        }}
        onBlur={() => { setFocus(false); }}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || !isShown) return;
          event.stopPropagation();
          putAway(true);
        }}
      >
        <span aria-hidden="true">{emoji}</span> <span aria-hidden="true" className="reaction-count">{count}</span>
      </button>
      {/* Asked anew when something of the message has changed. */}
      {isShown && <Who key={message.updatedSeq} id={tip} messageId={message.id} emoji={emoji} count={count} />}
    </>
  );
}

/** Who gave it, the first ones first. */
function Who({ id, messageId, emoji, count }: { id: string; messageId: string; emoji: string; count: number }) {
  const text = useText(talkText);
  const { data } = useAsked(WhoReacted, { messageId });
  const names = data?.message?.reactions.find((each) => each.emoji === emoji)?.users.nodes.map(({ displayName }) => displayName) ?? [];
  return (
    <span id={id} role="tooltip" className={`who-reacted${names.length ? '' : ' is-empty'}`} dir="auto">
      {names.length > 0 && text.reacted(names, Math.max(0, count - names.length))}
    </span>
  );
}
