import { useId, useState, type ClipboardEvent, type ReactNode, type RefObject } from 'react';
import { MOST_FILES, select, type Room, type Upload } from '../../spark/index.ts';
import { filesText } from '../i18n/files.ts';
import { useText } from '../i18n/index.ts';
import { Icon } from '../Icon.tsx';
import { useDriver, useSelect } from '../spark.ts';
import { filesOf, isText, useDrop } from './incoming.ts';
import { Tray } from './Tray.tsx';

interface BoxFiles {
  readonly uploads: readonly Upload[];
  /** A message has to wait for some of them. */
  readonly isHeldBack: boolean;
  /** One wanted to send nevertheless: says why not. */
  readonly tellHeldBack: () => void;
  readonly onPaste: (event: ClipboardEvent) => void;
  readonly tray: ReactNode;
  /** Chooses files; null where nothing may be sent. */
  readonly button: ReactNode;
}

/** The files of a box: chosen, pasted, or dropped around it. They are on their way at once, and go on wherever one looks meanwhile. */
export function useBoxFiles(box: RefObject<HTMLTextAreaElement | null>, room: Room, parentId: string | null): BoxFiles {
  const text = useText(filesText);
  const driver = useDriver();
  const chooser = useId();
  const uploads = useSelect((state) => select.uploadsAt(state, room.id, parentId));
  const [wasAsked, setAsked] = useState(false);
  const [most, setMost] = useState<number | null>(null);
  const isHeldBack = select.isHeldBack(uploads);
  if (wasAsked && !isHeldBack) setAsked(false);
  const may = select.may(room, 'SEND');

  const add = (files: readonly File[]) => {
    if (files.length === 0) return;
    setMost(uploads.length + files.length > MOST_FILES ? MOST_FILES : null);
    driver.attach(room.id, files, parentId);
    box.current?.focus({ preventScroll: true });
  };
  useDrop(box, may, add);

  const onPaste = (event: ClipboardEvent) => {
    const files = may && !isText(event.clipboardData) ? filesOf(event.clipboardData) : [];
    if (files.length === 0) return;
    event.preventDefault();
    add(files);
  };
  const button = may && (
    <>
      <input
        id={chooser}
        type="file"
        multiple
        hidden
        onChange={({ currentTarget }) => {
          add([...(currentTarget.files ?? [])]);
          // The same one again is a choice as well.
          currentTarget.value = '';
        }}
      />
      <button type="button" className="button icon quiet attach" aria-label={text.attach} title={text.attach} onClick={() => { document.getElementById(chooser)?.click(); }}>
        <Icon name="clip" size={20} />
      </button>
    </>
  );
  const tray = <Tray uploads={uploads} wasAsked={wasAsked} most={uploads.length > 0 ? most : null} />;
  return { uploads, isHeldBack, tellHeldBack: () => { setAsked(true); }, onPaste, tray, button };
}
