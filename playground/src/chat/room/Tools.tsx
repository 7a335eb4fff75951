import './tools.css';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import type { Message } from '../../spark/index.ts';
import type { RoomText } from '../i18n/room.ts';
import { talkText } from '../i18n/talk.ts';
import { useText } from '../i18n/index.ts';
import { Icon, type IconName } from '../Icon.tsx';
import type { RowDeeds } from './MessageRow.tsx';

/** What the picker offers. Any other emoji may stand at a message as well: who has one may join in it. */
const EMOJI = ['👍', '❤️', '😂', '🎉', '😮', '😢', '🙏', '👀'];

interface ToolsProps {
  readonly message: Message;
  readonly canWrite: boolean;
  readonly canEdit: boolean;
  readonly canDelete: boolean;
  readonly deeds: RowDeeds;
  readonly text: RoomText;
}

/** What one may do with a message; the reactions to choose from take the place of the other tools. */
export function Tools({ message, canWrite, canEdit, canDelete, deeds, text }: ToolsProps) {
  const talk = useText(talkText);
  const [isPicking, setPicking] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const close = () => {
    setPicking(false);
    requestAnimationFrame(() => opener.current?.focus({ preventScroll: true }));
  };
  const tool = (name: IconName, label: string, act: () => void) => (
    <button type="button" aria-label={label} title={label} onClick={act}>
      <Icon name={name} size={16} />
    </button>
  );
  if (isPicking) {
    return (
      <Picker
        onPick={(emoji) => {
          const isThere = message.reactions.some((each) => each.emoji === emoji && each.viewerReacted);
          deeds.react(message.id, emoji, !isThere);
          close();
        }}
        onClose={close}
        onLeave={() => { setPicking(false); }}
      />
    );
  }
  return (
    <div className="tools">
      {canWrite && (
        <button ref={opener} type="button" aria-label={talk.react} title={talk.react} aria-haspopup="true" onClick={() => { setPicking(true); }}>
          <Icon name="smile" size={16} />
        </button>
      )}
      {canWrite && deeds.thread && tool('reply', talk.reply, () => { deeds.thread?.(message.parent?.id ?? message.id); })}
      {tool('forward', talk.forward, () => { deeds.forward(message); })}
      {canEdit && tool('edit', text.edit, () => { deeds.edit(message); })}
      {canDelete && tool('trash', text.delete, () => { deeds.remove(message); })}
    </div>
  );
}

interface PickerProps {
  readonly onPick: (emoji: string) => void;
  readonly onClose: () => void;
  readonly onLeave: () => void;
}

function Picker({ onPick, onClose, onLeave }: PickerProps) {
  const talk = useText(talkText);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.querySelector('button')?.focus({ preventScroll: true });
  }, []);
  const pressed = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (event.key !== 'Escape' && step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (step === undefined) return onClose();
    const buttons = [...event.currentTarget.querySelectorAll('button')];
    const at = buttons.indexOf(event.target as HTMLButtonElement);
    buttons[(at + step + buttons.length) % buttons.length]?.focus();
  };
  return (
    <div
      ref={box}
      className="tools picker"
      role="group"
      aria-label={talk.react}
      onKeyDown={pressed}
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) onLeave();
      }}
    >
      {EMOJI.map((emoji) => (
        <button key={emoji} type="button" onClick={() => { onPick(emoji); }}>
          {emoji}
        </button>
      ))}
      <button type="button" aria-label={talk.closePicker} title={talk.closePicker} onClick={onClose}>
        <Icon name="close" size={14} />
      </button>
    </div>
  );
}
