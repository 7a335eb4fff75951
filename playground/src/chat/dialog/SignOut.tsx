import { select } from '../../spark/index.ts';
import { frame } from '../i18n/frame.ts';
import { useText } from '../i18n/index.ts';
import { useDriver, useSelect } from '../spark.ts';
import { Dialog } from './Dialog.tsx';

/** Asked when something would be lost. */
export function SignOut({ onClose }: { onClose: () => void }) {
  const text = useText(frame);
  const driver = useDriver();
  const unsent = useSelect(select.unsent);
  return (
    <Dialog title={text.unsentTitle} onClose={onClose}>
      <p>{text.unsent(unsent.length)}</p>
      <div className="dialog-actions">
        <button type="button" className="button" data-first onClick={onClose}>
          {text.stay}
        </button>
        <button
          type="button"
          className="button bad"
          onClick={() => {
            driver.wish({ kind: 'signOut' });
          }}
        >
          {text.signOutAnyway}
        </button>
      </div>
    </Dialog>
  );
}
