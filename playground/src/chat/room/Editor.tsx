import { useEffect, useRef, type KeyboardEvent } from 'react';
import type { RoomText } from '../i18n/room.ts';
import { hasCoarsePointer, meaningOf } from './keys.ts';
import { fit } from './fit.ts';

interface EditorProps {
  readonly initial: string;
  /** The number of the message. */
  readonly seq: number | undefined;
  /** Something hangs on it: then it needs no text. */
  readonly canBeEmpty: boolean;
  readonly text: RoomText;
  readonly onSave: (body: string) => void;
  readonly onCancel: () => void;
}

/** The box in which a message gets another text. Its keys are those of the box below. */
export function Editor({ initial, seq, canBeEmpty, text, onSave, onCancel }: EditorProps) {
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    const { current } = box;
    if (!current) return;
    current.focus({ preventScroll: true });
    current.setSelectionRange(current.value.length, current.value.length);
    current.scrollIntoView({ block: 'nearest' });
    fit(current);
  }, []);
  const save = () => {
    const body = box.current?.value ?? '';
    const isEmpty = body.trim() === '';
    if (isEmpty && !canBeEmpty) return;
    if (body === initial) onCancel();
    else onSave(isEmpty ? '' : body);
  };
  const pressed = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === 'Escape' && !event.nativeEvent.isComposing) return onCancel();
    const meaning = meaningOf(event.nativeEvent, hasCoarsePointer());
    if (meaning === 'nothing') return;
    event.preventDefault();
    if (meaning === 'send') save();
  };
  return (
    <div className="editor held" data-seq={seq}>
      <textarea ref={box} aria-label={text.newText} defaultValue={initial} dir="auto" rows={1} onKeyDown={pressed} onInput={(event) => { fit(event.currentTarget); }} />
      <div className="editor-deeds">
        <button type="button" className="button small primary" onClick={save}>
          {text.save}
        </button>
        <button type="button" className="button small quiet" onClick={onCancel}>
          {text.cancel}
        </button>
      </div>
    </div>
  );
}
