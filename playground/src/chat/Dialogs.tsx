import type { DialogName } from './dialogs.ts';

export function Dialogs({ dialog, onClose }: { dialog: DialogName; onClose: () => void }) {
  return (
    <dialog open>
      {dialog.kind}
      <button type="button" onClick={onClose}>
        Close
      </button>
    </dialog>
  );
}
