import { select } from '../../spark/index.ts';
import { frame } from '../i18n/frame.ts';
import { useText } from '../i18n/index.ts';
import { useDriver, useSelect } from '../spark.ts';
import { Dialog } from './Dialog.tsx';
import { fieldsOf } from './forms.ts';
import { KindChoice } from './KindChoice.tsx';

export function EditRoom({ roomId, onClose }: { roomId: string; onClose: () => void }) {
  const text = useText(frame);
  const driver = useDriver();
  const room = useSelect((state) => select.roomOf(state, roomId));
  if (!room) return null;
  const { name, topic, kind } = room.fields;
  const save = async (field: (name: string) => string) => {
    const changed = { roomId, name: field('name'), topic: field('topic') || null, kind: field('kind') === 'PRIVATE' ? ('PRIVATE' as const) : ('PUBLIC' as const) };
    const settled = await driver.do('updateRoom', changed);
    if (settled.action === 'COMMIT') onClose();
  };
  const archive = async () => {
    const settled = await driver.do('archiveRoom', { roomId });
    if (settled.action === 'COMMIT') onClose();
  };
  return (
    <Dialog title={text.editTitle(name ?? '')} onClose={onClose}>
      {select.may(room, 'EDIT_ROOM') && (
        <form onSubmit={(event) => void save(fieldsOf(event))}>
          <label className="field">
            <span>{text.name}</span>
            <input name="name" dir="auto" defaultValue={name ?? ''} autoComplete="off" required />
          </label>
          <label className="field">
            <span>
              {text.topic} <small>({text.optional})</small>
            </span>
            <input name="topic" dir="auto" defaultValue={topic ?? ''} autoComplete="off" />
          </label>
          <KindChoice chosen={kind} />
          <div className="dialog-actions">
            <button type="submit" className="button primary">
              {text.save}
            </button>
          </div>
        </form>
      )}
      {select.may(room, 'ARCHIVE') && !room.fields.archivedAt && (
        <section className="danger">
          <p>{text.archiveHint}</p>
          <button type="button" className="button bad" onClick={() => void archive()}>
            {text.archive}
          </button>
        </section>
      )}
    </Dialog>
  );
}
