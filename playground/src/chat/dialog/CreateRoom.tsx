import { frame } from '../i18n/frame.ts';
import { useText } from '../i18n/index.ts';
import { showRoom } from '../route.ts';
import { useDriver } from '../spark.ts';
import { Dialog } from './Dialog.tsx';
import { fieldsOf } from './forms.ts';
import { KindChoice } from './KindChoice.tsx';

export function CreateRoom({ onClose }: { onClose: () => void }) {
  const text = useText(frame);
  const driver = useDriver();
  const create = async (field: (name: string) => string) => {
    const kind = field('kind') === 'PRIVATE' ? 'PRIVATE' : 'PUBLIC';
    const settled = await driver.do('createRoom', { kind, name: field('name'), topic: field('topic') || null });
    if (settled.action !== 'COMMIT') return;
    const { membership } = settled.payload as { membership?: { roomId: string } | null };
    onClose();
    if (membership) showRoom(membership.roomId);
  };
  return (
    <Dialog title={text.newRoom} onClose={onClose}>
      <form onSubmit={(event) => void create(fieldsOf(event))}>
        <label className="field">
          <span>{text.name}</span>
          <input name="name" dir="auto" data-first autoComplete="off" required />
        </label>
        <label className="field">
          <span>
            {text.topic} <small>({text.optional})</small>
          </span>
          <input name="topic" dir="auto" autoComplete="off" />
        </label>
        <KindChoice chosen="PUBLIC" />
        <div className="dialog-actions">
          <button type="submit" className="button primary">
            {text.create}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
