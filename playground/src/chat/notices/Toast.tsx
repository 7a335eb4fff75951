import { useEffect, useState, type ReactNode } from 'react';
import { frame } from '../i18n/frame.ts';
import { useText } from '../i18n/index.ts';
import { Icon } from '../Icon.tsx';

/** So long a notice stays that asks for nothing; not while it is pointed at or has the focus. */
export const STAYS_MS = 8_000;
interface ToastProps {
  readonly kind: 'news' | 'good' | 'waiting' | 'bad';
  readonly role?: 'status' | 'alert';
  /** Puts it away. Without one, something in it does. */
  readonly onEnd?: () => void;
  /** How long it stays by itself. */
  readonly staysMs?: number;
  readonly children: ReactNode;
}

export function Toast({ kind, role = 'status', onEnd, staysMs, children }: ToastProps) {
  const text = useText(frame);
  const [isPointed, setPointed] = useState(false);
  const [hasFocus, setFocus] = useState(false);
  const isHeld = isPointed || hasFocus;
  useEffect(() => {
    if (!staysMs || !onEnd || isHeld) return;
    const timer = setTimeout(onEnd, staysMs);
    return () => {
      clearTimeout(timer);
    };
    // A new function is no new toast.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [staysMs, isHeld]);
  return (
    <div
      className={`toast toast-${kind}${onEnd ? '' : ' has-answer'}`}
      role={role}
      onPointerEnter={() => { setPointed(true); }}
      onPointerLeave={() => { setPointed(false); }}
      onFocus={() => { setFocus(true); }}
      onBlur={() => { setFocus(false); }}
    >
      <div className="toast-body">{children}</div>
      {onEnd && (
        <button type="button" className="button icon quiet" aria-label={text.dismiss} onClick={onEnd}>
          <Icon name="close" size={16} />
        </button>
      )}
    </div>
  );
}
