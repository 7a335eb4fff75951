import { useId, useState } from 'react';
import { select, type Room } from '../../spark/index.ts';
import { Avatar } from '../Avatar.tsx';
import { FindPeople } from '../documents.ts';
import { frame } from '../i18n/frame.ts';
import { useText } from '../i18n/index.ts';
import { joinHash, showRoom } from '../route.ts';
import { useDriver, useSelect } from '../spark.ts';
import { useAsked, useSettled } from './asking.ts';
import { Dialog } from './Dialog.tsx';

type Role = 'OWNER' | 'MODERATOR' | 'MEMBER';
type Mode = 'ALL' | 'MENTIONS' | 'NONE';

/** Who is in a room, what may be done about it, and what one keeps of it for oneself. */
export function Members({ roomId, onClose }: { roomId: string; onClose: () => void }) {
  const text = useText(frame);
  const room = useSelect((state) => select.roomOf(state, roomId));
  const name = useSelect((state) => (room ? select.nameOf(state, room) : ''));
  if (!room) return null;
  const isDirect = room.fields.kind === 'DIRECT';
  return (
    <Dialog title={text.membersTitle(name)} onClose={onClose}>
      <MemberList room={room} onClose={onClose} />
      {!isDirect && select.may(room, 'ADD_MEMBERS') && <AddPeople room={room} />}
      {!isDirect && select.may(room, 'INVITE') && <Invite room={room} />}
      <ForYou room={room} />
    </Dialog>
  );
}

function MemberList({ room, onClose }: { room: Room; onClose: () => void }) {
  const text = useText(frame);
  const driver = useDriver();
  const viewerId = useSelect((state) => state.viewerId);
  const users = useSelect((state) => state.users);
  const write = async (userId: string) => {
    const settled = await driver.do('openDirectRoom', { userId });
    if (settled.action !== 'COMMIT') return;
    const { membership } = settled.payload as { membership?: { roomId: string } | null };
    onClose();
    if (membership) showRoom(membership.roomId);
  };
  const roomId = room.id;
  const isDirect = room.fields.kind === 'DIRECT';
  return (
    <ul className="members" aria-label={text.membersHead}>
      {[...(room.members?.values() ?? [])].map((member) => {
        const user = users.get(member.user.id) ?? member.user;
        const isSelf = user.id === viewerId;
        return (
          <li key={member.id} className="item">
            <Avatar user={user} hasDot />
            <span className="item-text">
              <strong dir="auto">
                {user.displayName} {isSelf && <small>({text.yourself})</small>}
              </strong>
              <small>
                {text.statuses[user.status ?? 'OFFLINE']} · {text.roles[member.role] ?? member.role}
              </small>
            </span>
            <span className="item-actions">
              {!isDirect && select.may(room, 'SET_ROLES') && (
                <select
                  aria-label={text.role(user.displayName)}
                  value={member.role}
                  onChange={({ target }) => {
                    void driver.do('setMemberRole', { roomId, userId: user.id, role: target.value as Role });
                  }}
                >
                  {(['OWNER', 'MODERATOR', 'MEMBER'] satisfies Role[]).map((role) => (
                    <option key={role} value={role}>
                      {text.roles[role]}
                    </option>
                  ))}
                </select>
              )}
              {!isSelf && !isDirect && (
                <button type="button" className="button small" aria-label={text.writeTo(user.displayName)} onClick={() => void write(user.id)}>
                  {text.write}
                </button>
              )}
              {!isSelf && !isDirect && select.may(room, 'REMOVE_MEMBERS') && (
                <button
                  type="button"
                  className="button small bad"
                  aria-label={text.removePerson(user.displayName)}
                  onClick={() => {
                    void driver.do('removeMember', { roomId, userId: user.id });
                  }}
                >
                  {text.remove}
                </button>
              )}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

function AddPeople({ room }: { room: Room }) {
  const text = useText(frame);
  const driver = useDriver();
  const [search, setSearch] = useState('');
  const wanted = useSettled(search.trim());
  const { data } = useAsked(FindPeople, wanted ? { search: wanted } : null);
  return (
    <section>
      <label className="field">
        <span>{text.addPeople}</span>
        <input
          type="text" inputMode="search" autoComplete="off"
          dir="auto"
          value={search}
          onChange={({ target }) => {
            setSearch(target.value);
          }}
        />
      </label>
      <ul>
        {data?.users.nodes.map((person) => (
          <li key={person.id} className="item">
            <Avatar user={person} hasDot />
            <span className="item-text">
              <strong dir="auto">{person.displayName}</strong>
              <small dir="auto">@{person.username}</small>
            </span>
            {room.members?.has(person.id) ? (
              <small>{text.inOrOut}</small>
            ) : (
              <button
                type="button"
                className="button small primary"
                aria-label={text.addPerson(person.displayName)}
                onClick={() => {
                  void driver.do('addMembers', { roomId: room.id, userIds: [person.id] });
                }}
              >
                {text.add}
              </button>
            )}
          </li>
        ))}
        {data?.users.nodes.length === 0 && <li className="empty">{text.noneFound}</li>}
      </ul>
    </section>
  );
}

function Invite({ room }: { room: Room }) {
  const text = useText(frame);
  const driver = useDriver();
  const [code, setCode] = useState<string | null>(null);
  const [isCopied, setCopied] = useState(false);
  const make = async () => {
    const settled = await driver.do('createInvite', { roomId: room.id });
    if (settled.action === 'COMMIT') setCode((settled.payload as { invite?: { code: string } | null }).invite?.code ?? null);
  };
  if (!code) {
    return (
      <section>
        <button type="button" className="button" onClick={() => void make()}>
          {text.invite}
        </button>
      </section>
    );
  }
  const link = `${location.origin}/${joinHash(code)}`;
  return (
    <section className="form-line">
      <label className="field">
        <span>{text.inviteLink}</span>
        <input
          readOnly
          value={link}
          onFocus={({ target }) => {
            target.select();
          }}
        />
      </label>
      {/* Without a safe connection a browser gives no clipboard: then the field is there to be copied from. */}
      {'clipboard' in navigator && (
        <button
          type="button"
          className="button"
          onClick={() => {
            void navigator.clipboard.writeText(link).then(() => {
              setCopied(true);
            }, () => {});
          }}
        >
          <span role="status">{isCopied ? text.copied : text.copy}</span>
        </button>
      )}
    </section>
  );
}

function ForYou({ room }: { room: Room }) {
  const text = useText(frame);
  const driver = useDriver();
  const mode = useId();
  const { membership } = room;
  if (!membership) return null;
  return (
    <section aria-label={text.forYou} className="for-you">
      <label className="check">
        <input
          type="checkbox"
          checked={membership.isPinned}
          onChange={({ target }) => {
            void driver.do('updateMembership', { roomId: room.id, isPinned: target.checked });
          }}
        />
        {text.pinRoom}
      </label>
      <label className="check" htmlFor={mode}>
        {text.notifications}
        <select
          id={mode}
          value={membership.notificationMode}
          onChange={({ target }) => {
            void driver.do('updateMembership', { roomId: room.id, notificationMode: target.value as Mode });
          }}
        >
          {(['ALL', 'MENTIONS', 'NONE'] satisfies Mode[]).map((each) => (
            <option key={each} value={each}>
              {text.modes[each]}
            </option>
          ))}
        </select>
      </label>
    </section>
  );
}
