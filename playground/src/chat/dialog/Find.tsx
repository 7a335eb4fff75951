import { useId, useState } from 'react';
import { Avatar } from '../Avatar.tsx';
import { FindPeople, FindRooms } from '../documents.ts';
import { frame } from '../i18n/frame.ts';
import { useText } from '../i18n/index.ts';
import { showRoom } from '../route.ts';
import { useDriver, useSelect } from '../spark.ts';
import { useAsked, useSettled } from './asking.ts';
import { Dialog } from './Dialog.tsx';
import { fieldsOf } from './forms.ts';

/** Rooms to join, people to write to, and where a code leads. */
export function Find({ code, onClose }: { code: string; onClose: () => void }) {
  const text = useText(frame);
  const driver = useDriver();
  const hint = useId();
  const [search, setSearch] = useState('');
  const wanted = useSettled(search.trim());
  const rooms = useAsked(FindRooms, { search: wanted || null });
  const people = useAsked(FindPeople, wanted ? { search: wanted } : null);
  const mine = useSelect((state) => state.rooms);
  const viewerId = useSelect((state) => state.viewerId);

  const join = async (input: { roomId: string } | { inviteCode: string }) => {
    const settled = await driver.do('joinRoom', input);
    enter(settled);
  };
  const write = async (userId: string) => {
    enter(await driver.do('openDirectRoom', { userId }));
  };
  const enter = (settled: Awaited<ReturnType<typeof driver.do>>) => {
    if (settled.action !== 'COMMIT') return;
    const { membership } = settled.payload as { membership?: { roomId: string } | null };
    onClose();
    if (membership) showRoom(membership.roomId);
  };

  const foundRooms = rooms.data?.publicRooms.nodes ?? [];
  const foundPeople = people.data?.users.nodes.filter(({ id }) => id !== viewerId) ?? [];
  const problem = rooms.problem ?? people.problem;
  return (
    <Dialog title={text.findTitle} onClose={onClose}>
      <div className="field">
        <label htmlFor={`${hint}-box`}>{text.search}</label>
        <input
          id={`${hint}-box`}
          type="text" inputMode="search" autoComplete="off"
          dir="auto"
          data-first={!code || undefined}
          value={search}
          aria-describedby={hint}
          onChange={({ target }) => {
            setSearch(target.value);
          }}
        />
        <small id={hint}>{text.searchHint}</small>
      </div>
      {problem !== null && (
        <p className="problem" role="alert">
          {problem || text.noAnswer}
        </p>
      )}
      <div className="found">
        {foundPeople.length > 0 && (
          <section aria-label={text.people}>
            <h3>{text.people}</h3>
            <ul>
              {foundPeople.map((person) => (
                <li key={person.id} className="item">
                  <Avatar user={person} hasDot />
                  <span className="item-text">
                    <strong dir="auto">{person.displayName}</strong>
                    <small dir="auto">@{person.username}</small>
                  </span>
                  <button type="button" className="button small" aria-label={text.writeTo(person.displayName)} onClick={() => void write(person.id)}>
                    {text.write}
                  </button>
                </li>
              ))}
            </ul>
          </section>
        )}
        <section aria-label={text.publicRooms}>
          <h3>{text.publicRooms}</h3>
          <ul>
            {foundRooms.map(({ id, name, topic, memberCount }) => {
              const isIn = Boolean(mine.get(id)?.membership);
              return (
                <li key={id} className="item">
                  <span className="item-text">
                    <strong dir="auto">{name}</strong>
                    <small dir="auto">{topic ? `${topic} · ${text.members(memberCount)}` : text.members(memberCount)}</small>
                  </span>
                  <button
                    type="button"
                    className={`button small${isIn ? '' : ' primary'}`}
                    aria-label={isIn ? text.openRoom(name ?? '') : text.joinRoom(name ?? '')}
                    onClick={() => {
                      if (!isIn) return void join({ roomId: id });
                      onClose();
                      showRoom(id);
                    }}
                  >
                    {isIn ? text.open : text.join}
                  </button>
                </li>
              );
            })}
          </ul>
          {rooms.data && foundRooms.length === 0 && <p className="empty">{text.noneFound}</p>}
        </section>
      </div>
      <form
        className="form-line"
        onSubmit={(event) => {
          const inviteCode = fieldsOf(event)('code');
          if (inviteCode) void join({ inviteCode });
        }}
      >
        <label className="field">
          <span>{text.inviteCode}</span>
          <input name="code" defaultValue={code} data-first={Boolean(code) || undefined} autoComplete="off" autoCapitalize="none" spellCheck={false} />
        </label>
        <button type="submit" className={`button${code ? ' primary' : ''}`}>
          {text.joinByCode}
        </button>
      </form>
    </Dialog>
  );
}
