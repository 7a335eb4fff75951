import { select } from '../../spark/index.ts';
import { frame } from '../i18n/frame.ts';
import { locale, useText } from '../i18n/index.ts';
import { Icon } from '../Icon.tsx';
import { useDriver, useSelect } from '../spark.ts';
import { useMinute } from '../clock.ts';
import { WebLink } from './WebLink.tsx';

/** What concerns the whole page: no connection, or a maintenance. */
export function Banners() {
  const text = useText(frame);
  const driver = useDriver();
  const isOffline = useSelect(({ connection, isLoaded }) => connection.phase !== 'live' && (isLoaded || connection.tries > 0));
  return (
    <div className="banners">
      <div role="status">
        {isOffline && (
          <div className="banner offline">
            <Icon name="unplug" />
            <span>{text.offline}</span>
            <button
              type="button"
              className="button small"
              onClick={() => {
                driver.woke();
              }}
            >
              {text.retryNow}
            </button>
          </div>
        )}
      </div>
      <Maintenance />
    </div>
  );
}

function Maintenance() {
  const text = useText(frame);
  const driver = useDriver();
  const now = useMinute();
  const announcement = useSelect((state) => select.maintenance(state, now));
  if (!announcement) return <div role="status" />;
  const { id, title, body, landingUrl, startsAt, endsAt } = announcement;
  const format = new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'short' });
  const [from, to] = [startsAt, endsAt].map((at) => (at ? format.format(Date.parse(at)) : null));
  return (
    <div role="status">
      <div className="banner maintenance">
        <Icon name="announcement" />
        <p dir="auto">
          <strong>{title}</strong> <span>{body}</span> <em>{text.span(from ?? null, to ?? null)}</em>
        </p>
        {landingUrl && <WebLink href={landingUrl}>{text.learnMore}</WebLink>}
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
      </div>
    </div>
  );
}
