import { useId, useRef, useState } from 'react';
import { select, type User } from '../../spark/index.ts';
import { Avatar } from '../Avatar.tsx';
import { failureOf } from '../files/failure.ts';
import { filesText } from '../i18n/files.ts';
import { frame } from '../i18n/frame.ts';
import { locale, useText } from '../i18n/index.ts';
import { useDriver, useSelect } from '../spark.ts';
import { Dialog } from './Dialog.tsx';
import { fieldsOf } from './forms.ts';

/** What others see of oneself: a name and a picture. */
export function Profile({ onClose }: { onClose: () => void }) {
  const text = useText(frame);
  const files = useText(filesText);
  const driver = useDriver();
  const viewer = useSelect(select.viewer);
  if (!viewer) return null;
  const save = async (displayName: string) => {
    if (displayName === viewer.displayName) return onClose();
    const { action } = await driver.do('updateProfile', { displayName });
    if (action === 'COMMIT') onClose();
  };
  return (
    <Dialog title={files.profile} onClose={onClose}>
      <OwnPicture viewer={viewer} />
      <form onSubmit={(event) => void save(fieldsOf(event)('displayName'))}>
        <label className="field">
          <span>{text.displayName}</span>
          <input name="displayName" dir="auto" defaultValue={viewer.displayName} autoComplete="name" required data-first />
        </label>
        <div className="dialog-actions">
          <button type="submit" className="button primary">
            {text.save}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** Where a picture is chosen, it is on its way at once; also when the dialog is closed meanwhile. */
function OwnPicture({ viewer }: { viewer: User }) {
  const text = useText(filesText);
  const driver = useDriver();
  const chooser = useId();
  const section = useRef<HTMLElement>(null);
  const [chosen, choose] = useState<File | null>(null);
  const deed = useSelect(({ deeds }) => [...deeds.values()].find(({ name }) => name === 'updateAvatar'));
  const [failure, setFailure] = useState<ReturnType<typeof failureOf> | null>(null);
  const change = async (file: File | null) => {
    if (deed) return;
    choose(file);
    setFailure(null);
    const settled = await driver.do('updateAvatar', { file: null }, file ?? undefined);
    // Said here, with what is known of the file; once the dialog is gone, by a notice as any refusal is.
    if (settled.action !== 'ROLLBACK' || !section.current?.isConnected) return;
    setFailure(failureOf(settled.error, file?.size ?? 0, text, locale()));
    for (const { clientMutationId, mutation } of driver.state.refusals) if (mutation === 'updateAvatar') driver.wish({ kind: 'dismiss', clientMutationId });
  };
  return (
    <section ref={section} className="own-picture" aria-label={text.picture}>
      <Avatar user={viewer} />
      <div className="own-picture-about">
        <div className="item-actions">
          <input
            id={chooser}
            type="file"
            accept="image/*"
            hidden
            onChange={({ currentTarget }) => {
              const file = currentTarget.files?.[0];
              if (file) void change(file);
              currentTarget.value = '';
            }}
          />
          <button type="button" className="button" aria-disabled={deed !== undefined} onClick={() => { document.getElementById(chooser)?.click(); }}>
            {text.choosePicture}
          </button>
          {viewer.avatarUrl && (
            <button type="button" className="button quiet" aria-disabled={deed !== undefined} onClick={() => void change(null)}>
              {text.withoutPicture}
            </button>
          )}
        </div>
        <small>{text.avatarHint}</small>
        <p role="status">
          {deed?.hasFile && chosen && (
            <>
              <span>{text.avatarOnItsWay}</span> <progress aria-label={text.progress(chosen.name)} max={chosen.size} value={deed.sent} />
            </>
          )}
        </p>
        {failure && (
          <p className="problem" role="alert" lang={failure.isEnglish ? 'en' : undefined}>
            {failure.says}
          </p>
        )}
      </div>
    </section>
  );
}
