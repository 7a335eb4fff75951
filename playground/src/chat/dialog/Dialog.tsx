import './dialog.css';
import { useEffect, useId, useRef, type ReactNode } from 'react';
import { frame } from '../i18n/frame.ts';
import { useText } from '../i18n/index.ts';
import { Icon } from '../Icon.tsx';
import { useDriver, useSelect } from '../spark.ts';

interface Props {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A dialog above the page; the focus begins at `data-first`. Whatever is refused meanwhile is said in it, for nothing else can be reached. */
export function Dialog({ title, onClose, children }: Props) {
  const text = useText(frame);
  const element = useRef<HTMLDialogElement>(null);
  const titled = useId();
  useEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    dialog?.querySelector<HTMLElement>('[data-first]')?.focus();
    // Closed and not only removed: so the focus goes back to where it was.
    return () => {
      dialog?.close();
    };
  }, []);
  return (
    <dialog
      ref={element}
      className="dialog"
      aria-labelledby={titled}
      onClose={({ currentTarget }) => {
        if (!currentTarget.open) onClose();
      }}
      onPointerDown={({ target, currentTarget }) => {
        // On the backdrop.
        if (target === currentTarget) currentTarget.close();
      }}
    >
      <div className="dialog-inner">
        <header>
          <h2 id={titled} dir="auto">
            {title}
          </h2>
          <button
            type="button"
            className="button icon quiet"
            aria-label={text.close}
            onClick={() => {
              element.current?.close();
            }}
          >
            <Icon name="close" />
          </button>
        </header>
        <Refused />
        {children}
      </div>
    </dialog>
  );
}

function Refused() {
  const driver = useDriver();
  const refusals = useSelect((state) => state.refusals);
  useEffect(
    () => () => {
      for (const { clientMutationId } of driver.state.refusals) driver.wish({ kind: 'dismiss', clientMutationId });
    },
    [driver],
  );
  const newest = refusals.at(-1);
  return (
    <div role="alert">
      {newest && (
        <p className="problem" lang="en">
          {newest.error.message}
        </p>
      )}
    </div>
  );
}
