import './tray.css';
import { useCallback, useState } from 'react';
import type { Upload } from '../../spark/index.ts';
import { filesText } from '../i18n/files.ts';
import { locale, useText } from '../i18n/index.ts';
import { Icon } from '../Icon.tsx';
import { useDriver } from '../spark.ts';
import { failureOf } from './failure.ts';
import { sizeName } from './sizes.ts';

interface TrayProps {
  readonly uploads: readonly Upload[];
  /** One wanted to send while it is held back. */
  readonly wasAsked: boolean;
  /** Some were left out: a message takes so many. */
  readonly most: number | null;
}

/** The files of the message that is being written, and why it waits for them. */
export function Tray({ uploads, wasAsked, most }: TrayProps) {
  const text = useText(filesText);
  const left = uploads.filter(({ attachment, error }) => !attachment && !error).length;
  const hasFailed = uploads.some(({ error }) => error);
  const waits = left > 0 ? (wasAsked ? text.notYet(left) : text.heldBack(left)) : hasFailed ? text.failed : null;
  return (
    <>
      {uploads.length > 0 && (
        <ul className="tray" aria-label={text.files}>
          {uploads.map((upload) => (
            <Item key={upload.id} upload={upload} />
          ))}
        </ul>
      )}
      <p className={`held-back${wasAsked || hasFailed ? ' is-asked' : ''}`} role="status">
        {most !== null && <span>{text.most(most)} </span>}
        {waits}
      </p>
    </>
  );
}

function Item({ upload }: { upload: Upload }) {
  const text = useText(filesText);
  const driver = useDriver();
  const { id, name, byteSize, attachment, error } = upload;
  const failure = error && failureOf(error, byteSize, text, locale());
  const takeAway = attachment || error ? text.takeAway(name) : text.cancel(name);
  return (
    <li className={`tray-item${error ? ' has-failed' : ''}`}>
      <Preview upload={upload} />
      <span className="tray-about">
        <bdi className="tray-name" title={name}>{name}</bdi>
        {failure ? (
          <small className="tray-why" role="alert" lang={failure.isEnglish ? 'en' : undefined}>
            {failure.says}
          </small>
        ) : (
          <State upload={upload} />
        )}
      </span>
      {error && (
        <button type="button" className="button small" onClick={() => { driver.wish({ kind: 'uploadAgain', id }); }}>
          <span>
            {text.again} <span className="unseen">{name}</span>
          </span>
        </button>
      )}
      <button type="button" className="button icon quiet" aria-label={takeAway} title={takeAway} onClick={() => { driver.wish({ kind: 'detach', id }); }}>
        <Icon name="close" size={16} />
      </button>
    </li>
  );
}

function State({ upload: { name, byteSize, sent, isSending, attachment } }: { upload: Upload }) {
  const text = useText(filesText);
  if (attachment) return <small>{sizeName(byteSize, locale())}</small>;
  if (!isSending) return <small>{text.waiting}</small>;
  // All of it has left; how long the server looks at it, nobody can say.
  if (sent >= byteSize) return <small>{text.storing}</small>;
  return <progress aria-label={text.progress(name)} max={byteSize} value={sent} />;
}

/** What a browser shows without a doubt. Others have their sign until the server has looked at them. */
const SHOWN = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'];

/** A small picture: of the file here, or, where this page never had it, of the one that the server has. */
function Preview({ upload: { id, attachment } }: { upload: Upload }) {
  const driver = useDriver();
  const [file] = useState(() => driver.files.get(id));
  const [isBroken, setBroken] = useState(false);
  const showFile = useCallback(
    (picture: HTMLImageElement | null) => {
      if (!picture || !file) return;
      const url = URL.createObjectURL(file);
      picture.src = url;
      return () => { URL.revokeObjectURL(url); };
    },
    [file],
  );
  const onError = () => { setBroken(true); };
  const small = attachment?.image?.small;
  return (
    <span className="tray-picture" aria-hidden="true">
      {isBroken || !(file ? SHOWN.includes(file.type) : small) ? (
        <Icon name="file" size={20} />
      ) : file ? (
        <img ref={showFile} alt="" onError={onError} />
      ) : (
        <img src={small} alt="" referrerPolicy="no-referrer" onError={onError} />
      )}
    </span>
  );
}
