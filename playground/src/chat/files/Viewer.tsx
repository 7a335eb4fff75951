import './viewer.css';
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { select, type Attachment } from '../../spark/index.ts';
import { filesText } from '../i18n/files.ts';
import { frame } from '../i18n/frame.ts';
import { locale, useText } from '../i18n/index.ts';
import { Icon } from '../Icon.tsx';
import { useSelect } from '../spark.ts';
import { useAddress } from './address.ts';
import { isPicture } from './Attachments.tsx';
import { placeholderOf } from './placeholder.ts';
import { sizeName } from './sizes.ts';

interface ViewerProps {
  readonly roomId: string;
  /** The picture that was chosen. */
  readonly attachmentId: string;
  readonly onClose: () => void;
}

/** A picture above the page, and the ones before and after it in its list. */
export function Viewer({ roomId, attachmentId, onClose }: ViewerProps) {
  const text = useText(filesText);
  const common = useText(frame);
  const [shown, show] = useState(attachmentId);
  const pictures = usePictures(roomId, attachmentId);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const { current } = dialog;
    current?.showModal();
    // Closed and not only removed: so the focus goes back to where it was.
    return () => { current?.close(); };
  }, []);
  useEffect(() => {
    const { current } = dialog;
    // The link of the picture before had it, and went with that: the keys are heard where the focus is.
    if (!current?.contains(document.activeElement)) current?.focus();
  }, [shown]);
  const at = pictures.findIndex(({ id }) => id === shown);
  const picture = pictures[at];
  const go = (to: number) => {
    const next = pictures[to];
    if (next) show(next.id);
  };
  const pressed = (event: KeyboardEvent) => {
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: pictures.length - 1 }[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    go(to);
  };
  return (
    <dialog
      ref={dialog}
      className="viewer"
      aria-label={text.viewer}
      tabIndex={-1}
      onKeyDown={pressed}
      onPointerDown={({ target }) => {
        // Beside the picture.
        if (target instanceof Element && target.classList.contains('viewer-stage')) dialog.current?.close();
      }}
      onClose={({ currentTarget }) => {
        if (!currentTarget.open) onClose();
      }}
    >
      <button type="button" className="button icon viewer-close" aria-label={common.close} title={common.close} onClick={() => { dialog.current?.close(); }}>
        <Icon name="close" />
      </button>
      {picture ? <Looked key={picture.id} told={picture} place={text.position(at + 1, pictures.length)} /> : <p className="viewer-gone" role="status">{text.gone}</p>}
      {pictures.length > 1 && (
        <>
          <Way name="left" label={text.previous} isThere={at > 0} onGo={() => { go(at - 1); }} />
          <Way name="right" label={text.next} isThere={at >= 0 && at < pictures.length - 1} onGo={() => { go(at + 1); }} />
        </>
      )}
    </dialog>
  );
}

/** At an end it stays, and keeps the focus of who is on it. */
function Way({ name, label, isThere, onGo }: { name: 'left' | 'right'; label: string; isThere: boolean; onGo: () => void }) {
  return (
    <button type="button" className={`button icon viewer-${name}`} aria-label={label} title={label} aria-disabled={!isThere} onClick={onGo}>
      <Icon name={name} />
    </button>
  );
}

/** Of the list in which it was chosen: the room's, that around a place, or a thread. */
function usePictures(roomId: string, attachmentId: string): readonly Attachment[] {
  const rows = useSelect((state) => select.rows(state, roomId));
  const place = useSelect(select.placeOf);
  const thread = useSelect(select.threadOf);
  return useMemo(() => {
    const answered = thread?.parent ? [thread.parent] : [];
    const lists = [rows, place?.rows ?? [], [...answered, ...(thread?.rows ?? [])]].map((list) => list.flatMap(({ attachments }) => attachments.filter(isPicture)));
    return lists.find((list) => list.some(({ id }) => id === attachmentId)) ?? lists[0] ?? [];
  }, [rows, place, thread, attachmentId]);
}

/** A larger one costs time and shows no more on a screen; one that moves does so in the original alone. */
const SMALL_BYTES = 1_500_000;

function Looked({ told, place }: { told: Attachment; place: string }) {
  const text = useText(filesText);
  const { attachment, isBroken, failed, follow } = useAddress(told);
  const [isThere, setThere] = useState(false);
  const { name, byteSize, mediaType, url, image } = attachment;
  const thumbHash = image?.thumbHash ?? '';
  const placeholder = useMemo(() => placeholderOf(thumbHash), [thumbHash]);
  if (!image) return null;
  const size = sizeName(byteSize, locale());
  const isOriginal = byteSize <= SMALL_BYTES || mediaType === 'image/gif';
  return (
    <>
      <header className="viewer-head">
        <bdi className="viewer-name">{name}</bdi>
        <span role="status">{place}</span>
        <a className="button" href={url} download={name} target="_blank" rel="noopener noreferrer" onClick={follow}>
          <Icon name="download" size={16} />
          <span>
            {text.download} <span className="unseen">{name}</span> <small>{size}</small>
          </span>
        </a>
      </header>
      <div className="viewer-stage">
        {isBroken ? (
          <p role="status">{text.unreadable}</p>
        ) : (
          <img
            src={isOriginal ? url : image.large}
            alt={name}
            referrerPolicy="no-referrer"
            style={{ width: `min(100cqw, 100cqh * ${image.width / image.height}, ${image.width}px)`, aspectRatio: `${image.width} / ${image.height}`, ...(placeholder && !isThere && { backgroundImage: placeholder }) }}
            onLoad={() => { setThere(true); }}
            onError={failed}
          />
        )}
      </div>
    </>
  );
}
