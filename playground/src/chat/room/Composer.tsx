import './box.css';
import { useEffect, useLayoutEffect, useRef, type KeyboardEvent } from 'react';
import { select, type Room } from '../../spark/index.ts';
import { roomText } from '../i18n/room.ts';
import { useText } from '../i18n/index.ts';
import { useBoxFiles } from '../files/box.tsx';
import { Icon } from '../Icon.tsx';
import { useDriver, useSelect } from '../spark.ts';
import { merged } from './box.ts';
import { fit } from './fit.ts';
import { hasCoarsePointer, meaningOf } from './keys.ts';
import { useSuggestions } from './Suggestions.tsx';

interface ComposerProps {
  readonly room: Room;
  /** The message that is answered; null in the room itself. */
  readonly parentId: string | null;
  readonly label: string;
  readonly placeholder: string;
  readonly onSent: () => void;
  /** The arrow up in an empty box. */
  readonly onEditLast: () => void;
}

/**
 * The box. What stands in it is the browser's while one writes, for an input method may be in the middle of a word; the core is told
 * of each change, and changes it only when it says something else: a draft of another tab, a text that was refused.
 */
export function Composer({ room, parentId, label, placeholder, onSent, onEditLast }: ComposerProps) {
  const text = useText(roomText);
  const driver = useDriver();
  const draft = useSelect((state) => select.draftOf(state, room.id, parentId));
  const box = useRef<HTMLTextAreaElement>(null);
  /** What the core and the box have agreed on. */
  const known = useRef(draft);
  const isComposing = useRef(false);

  useEffect(() => {
    const isBehindDialog = document.querySelector('dialog[open]') !== null;
    if (!hasCoarsePointer() && !isBehindDialog) box.current?.focus({ preventScroll: true });
  }, []);

  useLayoutEffect(() => {
    const { current } = box;
    if (!current || isComposing.current || draft === known.current) return;
    known.current = draft;
    if (current.value !== draft) current.value = draft;
    fit(current);
  }, [draft]);

  const tell = (value: string) => {
    known.current = value;
    driver.wish({ kind: 'draft', roomId: room.id, parentId, text: value });
    driver.wish({ kind: 'typing', roomId: room.id, isTyping: value.trim() !== '' });
  };
  const wrote = () => {
    const { current } = box;
    if (!current) return;
    fit(current);
    // The core's text has changed under a composition: both are put together when it ends.
    if (isComposing.current && select.draftOf(driver.state, room.id, parentId) !== known.current) return;
    tell(current.value);
  };
  const files = useBoxFiles(box, room, parentId);
  const suggestions = useSuggestions(box, room, wrote);
  const composed = () => {
    isComposing.current = false;
    const { current } = box;
    if (!current) return;
    const whole = merged(select.draftOf(driver.state, room.id, parentId), known.current, current.value);
    if (whole !== current.value) current.value = whole;
    if (whole !== known.current) tell(whole);
    fit(current);
    suggestions.look();
  };
  const send = () => {
    const { current } = box;
    if (!current) return;
    if (files.isHeldBack) return files.tellHeldBack();
    const value = current.value.trim() === '' ? '' : current.value;
    if (value === '' && files.uploads.length === 0) return;
    known.current = '';
    current.value = '';
    fit(current);
    suggestions.close();
    driver.send(room.id, value, parentId);
    onSent();
  };
  const pressed = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (suggestions.press(event)) return;
    if (event.key === 'ArrowUp' && event.currentTarget.value === '' && !event.nativeEvent.isComposing) {
      event.preventDefault();
      return onEditLast();
    }
    const meaning = meaningOf(event.nativeEvent, hasCoarsePointer());
    if (meaning === 'nothing') return;
    event.preventDefault();
    if (meaning === 'send') send();
  };

  return (
    <form
      className={`composer${files.uploads.length > 0 ? ' has-files' : ''}${files.isHeldBack ? ' is-held-back' : ''}`}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {files.tray}
      {files.button}
      <textarea
        ref={box}
        {...suggestions.about}
        aria-label={label}
        placeholder={placeholder}
        title={hasCoarsePointer() ? undefined : text.hint}
        dir="auto"
        rows={1}
        enterKeyHint={hasCoarsePointer() ? 'enter' : 'send'}
        defaultValue={draft}
        onInput={() => {
          wrote();
          suggestions.look();
        }}
        onSelect={suggestions.look}
        onPaste={files.onPaste}
        onBlur={suggestions.close}
        onKeyDown={pressed}
        onCompositionStart={() => { isComposing.current = true; }}
        onCompositionEnd={composed}
      />
      {suggestions.list}
      {/* The box keeps the focus, and a phone its keyboard. */}
      <button type="submit" className="send" aria-label={text.send} title={text.send} aria-disabled={files.isHeldBack || undefined} onPointerDown={(event) => { event.preventDefault(); }} onMouseDown={(event) => { event.preventDefault(); }}>
        <Icon name="send" size={20} />
      </button>
    </form>
  );
}
