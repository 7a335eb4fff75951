import type { Message } from '../../spark/index.ts';
import { Dialog } from '../dialog/Dialog.tsx';
import { gistOf } from '../files/gist.ts';
import { filesText } from '../i18n/files.ts';
import { roomText } from '../i18n/room.ts';
import { useText } from '../i18n/index.ts';
import { useDriver } from '../spark.ts';

/** Asks first: what is deleted does not come back. */
export function DeleteDialog({ message, onClose }: { message: Message; onClose: () => void }) {
  const text = useText(roomText);
  const files = useText(filesText);
  const driver = useDriver();
  const remove = () => {
    void driver.do('deleteMessage', { messageId: message.id });
    onClose();
  };
  return (
    <Dialog title={text.deleteTitle} onClose={onClose}>
      <p className="ask-quote" dir="auto">
        {gistOf(message, files)}
      </p>
      <p>{text.deleteNote}</p>
      <div className="ask-deeds">
        <button type="button" className="button" onClick={onClose}>
          {text.cancel}
        </button>
        <button type="button" className="button bad" onClick={remove}>
          {text.delete}
        </button>
      </div>
    </Dialog>
  );
}
