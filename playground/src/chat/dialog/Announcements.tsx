import { useState } from 'react';
import { select, type Announcement } from '../../spark/index.ts';
import { AllAnnouncements } from '../documents.ts';
import { frame } from '../i18n/frame.ts';
import { locale, useText } from '../i18n/index.ts';
import { useDriver, useSelect } from '../spark.ts';
import { Picture } from '../Picture.tsx';
import { WebLink } from '../notices/WebLink.tsx';
import { useAsked } from './asking.ts';
import { Dialog } from './Dialog.tsx';
import { fieldsOf } from './forms.ts';

/** All that was announced, newest first; what is not acknowledged is marked. An admin announces here. */
export function Announcements({ onClose }: { onClose: () => void }) {
  const text = useText(frame);
  const pending = useSelect(select.notices);
  const isAdmin = useSelect((state) => select.viewer(state)?.role === 'ADMIN');
  const { data, problem } = useAsked(AllAnnouncements, {});
  const known = data?.announcements.nodes ?? [];
  // What came since the question.
  const news = pending.filter(({ id }) => !known.some((each) => each.id === id)).toReversed();
  const all = [...news, ...known.filter(({ retractedAt }) => !retractedAt)];
  return (
    <Dialog title={text.announcements} onClose={onClose}>
      {problem !== null && (
        <p className="problem" role="alert">
          {problem || text.noAnswer}
        </p>
      )}
      <ul className="announcements">
        {all.map((announcement) => (
          <Entry key={announcement.id} announcement={announcement} isPending={pending.some(({ id }) => id === announcement.id)} />
        ))}
      </ul>
      {data && all.length === 0 && <p className="empty">{text.noAnnouncements}</p>}
      {isAdmin && <Publish />}
    </Dialog>
  );
}

function Entry({ announcement, isPending }: { announcement: Announcement; isPending: boolean }) {
  const text = useText(frame);
  const driver = useDriver();
  const { id, title, body, kind, severity, imageUrl, landingUrl, publishAt, startsAt, endsAt } = announcement;
  const format = new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'short' });
  const [from, to] = [startsAt, endsAt].map((at) => (at ? format.format(Date.parse(at)) : null));
  return (
    <li className={`announcement${isPending ? ' is-pending' : ''}`}>
      <p className="announcement-head">
        <span className={`chip chip-${severity === 'CRITICAL' ? 'bad' : severity === 'WARNING' ? 'waiting' : 'news'}`}>
          {kind === 'MAINTENANCE' ? text.announcementKinds['MAINTENANCE'] : (text.severities[severity] ?? severity)}
        </span>
        <time dateTime={publishAt}>{format.format(Date.parse(publishAt))}</time>
      </p>
      {imageUrl && <Picture src={imageUrl} />}
      <h3 dir="auto">{title}</h3>
      <p dir="auto">{body}</p>
      {kind === 'MAINTENANCE' && (from || to) && <p>{text.span(from ?? null, to ?? null)}</p>}
      <div className="toast-actions">
        {landingUrl && <WebLink href={landingUrl}>{text.learnMore}</WebLink>}
        {isPending && (
          <button
            type="button"
            className="button small"
            aria-label={text.gotItOf(title)}
            onClick={() => {
              void driver.do('acknowledgeAnnouncement', { announcementId: id });
            }}
          >
            {text.gotIt}
          </button>
        )}
      </div>
    </li>
  );
}

function Publish() {
  const text = useText(frame);
  const driver = useDriver();
  const [round, setRound] = useState(0);
  const publish = async (field: (name: string) => string) => {
    const settled = await driver.do('publishAnnouncement', {
      title: field('title'),
      body: field('body'),
      severity: field('severity') as Announcement['severity'],
      kind: field('kind') as Announcement['kind'],
      audience: 'EVERYONE',
      landingUrl: field('link') || null,
      imageUrl: field('image') || null,
    });
    if (settled.action === 'COMMIT') setRound((before) => before + 1);
  };
  return (
    <details className="publish">
      <summary>{text.publish}</summary>
      <form key={round} onSubmit={(event) => void publish(fieldsOf(event))}>
        <label className="field">
          <span>{text.title}</span>
          <input name="title" dir="auto" required />
        </label>
        <label className="field">
          <span>{text.body}</span>
          <textarea name="body" dir="auto" rows={3} required />
        </label>
        <div className="form-line">
          <label className="field">
            <span>{text.severity}</span>
            <select name="severity">
              {['INFO', 'WARNING', 'CRITICAL'].map((each) => (
                <option key={each} value={each}>
                  {text.severities[each]}
                </option>
              ))}
            </select>
          </label>
          <label className="field">
            <span>{text.announcementKind}</span>
            <select name="kind">
              {['NOTICE', 'MAINTENANCE'].map((each) => (
                <option key={each} value={each}>
                  {text.announcementKinds[each]}
                </option>
              ))}
            </select>
          </label>
        </div>
        <label className="field">
          <span>
            {text.link} <small>({text.optional})</small>
          </span>
          <input name="link" type="url" />
        </label>
        <label className="field">
          <span>
            {text.image} <small>({text.optional})</small>
          </span>
          <input name="image" type="url" />
        </label>
        <div className="dialog-actions">
          <button type="submit" className="button primary">
            {text.publishNow}
          </button>
        </div>
      </form>
    </details>
  );
}
