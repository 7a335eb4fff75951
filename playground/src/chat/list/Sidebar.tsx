import './list.css';
import { useId, useState } from 'react';
import { select } from '../../spark/index.ts';
import logo from '../../spark.svg';
import { Avatar } from '../Avatar.tsx';
import { useDialogs } from '../dialogs.ts';
import { filesText } from '../i18n/files.ts';
import { frame } from '../i18n/frame.ts';
import { useText } from '../i18n/index.ts';
import { Icon } from '../Icon.tsx';
import { useDriver, useSelect } from '../spark.ts';
import { RoomList } from './RoomList.tsx';
import { Results, SearchField } from './Search.tsx';

/** The left side: rooms, and who one is. */
export function Sidebar() {
  const text = useText(frame);
  const show = useDialogs();
  const [query, setQuery] = useState('');
  const pending = useSelect(({ announcements }) => announcements.length);
  return (
    <nav className="side" aria-label={text.rooms}>
      <header className="side-head">
        <img src={logo} alt="" width="28" height="28" />
        <strong className="side-name">Spark</strong>
        <a className="button quiet" href="/graphiql">
          GraphiQL
        </a>
        <button
          type="button"
          className="button icon quiet bell"
          aria-label={pending ? text.announcementsNew(pending) : text.announcements}
          onClick={() => {
            show({ kind: 'announcements' });
          }}
        >
          <Icon name="announcement" />
          {pending > 0 && (
            <span className="badge" aria-hidden="true">
              {pending}
            </span>
          )}
        </button>
      </header>
      <SearchField value={query} onChange={setQuery} />
      <div className="side-actions">
        <button
          type="button"
          className="button"
          onClick={() => {
            show({ kind: 'find' });
          }}
        >
          <Icon name="search" size={16} />
          {text.find}
        </button>
        <button
          type="button"
          className="button"
          onClick={() => {
            show({ kind: 'create' });
          }}
        >
          <Icon name="plus" size={16} />
          {text.newRoom}
        </button>
      </div>
      <div className="side-rooms">
        {query.trim() === '' ? <RoomList /> : <Results query={query.trim()} />}
      </div>
      <Me />
    </nav>
  );
}

/** Who one is, and the way out: without a menu. */
function Me() {
  const text = useText(frame);
  const files = useText(filesText);
  const driver = useDriver();
  const show = useDialogs();
  const label = useId();
  const viewer = useSelect(select.viewer);
  const isOnline = useSelect(select.isOnline);
  const isUnsent = useSelect((state) => select.unsent(state).length > 0);
  if (!viewer) return null;
  const chosen = viewer.status && viewer.status !== 'OFFLINE' ? viewer.status : 'ONLINE';
  return (
    <footer className="me">
      <button type="button" className="me-picture" aria-label={files.profile} title={files.profile} onClick={() => { show({ kind: 'profile' }); }}>
        <Avatar user={isOnline ? viewer : { ...viewer, status: 'OFFLINE' }} hasDot />
      </button>
      <div className="me-text">
        <strong dir="auto">{viewer.displayName}</strong>
        <label id={label} className="unseen" htmlFor={`${label}-status`}>
          {text.status}
        </label>
        <select
          id={`${label}-status`}
          value={chosen}
          onChange={({ target }) => {
            void driver.do('setStatus', { status: target.value as 'ONLINE' | 'AWAY' | 'BUSY' });
          }}
        >
          {['ONLINE', 'AWAY', 'BUSY'].map((status) => (
            <option key={status} value={status}>
              {text.statuses[status]}
            </option>
          ))}
        </select>
      </div>
      <button
        type="button"
        className="button"
        onClick={() => {
          if (isUnsent) show({ kind: 'signOut' });
          else driver.wish({ kind: 'signOut' });
        }}
      >
        {text.signOut}
      </button>
    </footer>
  );
}
