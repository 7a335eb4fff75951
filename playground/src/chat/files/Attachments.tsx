import './attachments.css';
import { memo, useMemo, useRef, useState } from 'react';
import type { Attachment } from '../../spark/index.ts';
import { filesText } from '../i18n/files.ts';
import { locale, useText } from '../i18n/index.ts';
import { Icon } from '../Icon.tsx';
import { useAddress } from './address.ts';
import { placeholderOf } from './placeholder.ts';
import { sizeName, sizeWithin, type Size } from './sizes.ts';

/** One picture has more room than each of several. */
const ALONE: Size = { width: 360, height: 300 };
const BESIDE: Size = { width: 220, height: 170 };

interface AttachmentsProps {
  readonly attachments: readonly Attachment[];
  readonly onView: (attachmentId: string) => void;
}

/** What hangs on a message: pictures, then what sounds or moves, then other files, each in the order of the message. */
export const Attachments = memo(function Attachments({ attachments, onView }: AttachmentsProps) {
  const pictures = attachments.filter(isPicture);
  const others = attachments.filter((attachment) => !isPicture(attachment));
  return (
    <>
      {pictures.length > 0 && (
        <div className="pictures">
          {pictures.map((attachment) => (
            <Thumbnail key={attachment.id} told={attachment} most={pictures.length === 1 ? ALONE : BESIDE} onView={onView} />
          ))}
        </div>
      )}
      {others.map((attachment) => (
        <Other key={attachment.id} told={attachment} />
      ))}
    </>
  );
});

/** A picture that can be shown: one that could not be read is a file like others. */
export const isPicture = ({ kind, image }: Attachment): boolean => kind === 'IMAGE' && image !== null;

/** A picture as it stands in a list: its place has its size before it comes. */
function Thumbnail({ told, most, onView }: { told: Attachment; most: Size; onView: (attachmentId: string) => void }) {
  const text = useText(filesText);
  const { attachment, isBroken, failed } = useAddress(told);
  const [isThere, setThere] = useState(false);
  const { id, name, image } = attachment;
  const thumbHash = image?.thumbHash ?? '';
  const placeholder = useMemo(() => placeholderOf(thumbHash), [thumbHash]);
  if (!image) return null;
  const { width, height } = sizeWithin(image, most);
  return (
    <button
      type="button"
      className="thumbnail"
      style={{ width, aspectRatio: `${width} / ${height}`, ...(placeholder && !isThere && { backgroundImage: placeholder }) }}
      aria-label={text.view(name)}
      title={name}
      onClick={() => { onView(id); }}
    >
      {isBroken ? (
        <span className="thumbnail-lost">
          <Icon name="file" />
          <bdi>{name}</bdi>
        </span>
      ) : (
        <img
          src={image.small}
          alt=""
          width={width}
          height={height}
          loading="lazy"
          decoding="async"
          referrerPolicy="no-referrer"
          onLoad={() => { setThere(true); }}
          onError={failed}
        />
      )}
    </button>
  );
}

function Other({ told }: { told: Attachment }) {
  const { attachment, failed, follow } = useAddress(told);
  return (
    <div className={`other${attachment.kind === 'VIDEO' ? ' is-video' : ''}`}>
      <FileLink attachment={attachment} onFollow={follow} />
      {(attachment.kind === 'VIDEO' || attachment.kind === 'AUDIO') && <Player attachment={attachment} onFailed={failed} />}
    </div>
  );
}

/** A name, a size, and the way to the bytes. */
function FileLink({ attachment: { url, name, byteSize }, onFollow }: { attachment: Attachment; onFollow: ReturnType<typeof useAddress>['follow'] }) {
  const text = useText(filesText);
  const size = sizeName(byteSize, locale());
  return (
    <a className="file" href={url} download={name} target="_blank" rel="noopener noreferrer" onClick={onFollow}>
      <Icon name="file" size={20} />
      <span className="file-about">
        <span className="unseen">{text.download}</span>
        <bdi className="file-name">{name}</bdi>
        <small>{size}</small>
      </span>
      <Icon name="download" size={16} />
    </a>
  );
}

/** The browser's own player. With a fresh address it goes on where it was. */
function Player({ attachment: { kind, name, url }, onFailed }: { attachment: Attachment; onFailed: () => void }) {
  const at = useRef(0);
  const about = {
    src: url,
    controls: true,
    'aria-label': name,
    onTimeUpdate: ({ currentTarget }: { currentTarget: HTMLMediaElement }) => { at.current = currentTarget.currentTime || at.current; },
    onLoadedMetadata: ({ currentTarget }: { currentTarget: HTMLMediaElement }) => {
      if (at.current > 0) currentTarget.currentTime = at.current;
    },
    onError: onFailed,
  };
  // How large a video is, its file alone knows: so all have one place of one size.
  return kind === 'VIDEO' ? <video {...about} preload="metadata" playsInline /> : <audio {...about} preload="none" />;
}
