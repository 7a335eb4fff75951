import './suggestions.css';
import { useId, useState, type KeyboardEvent, type ReactNode, type RefObject } from 'react';
import { select, type Room } from '../../spark/index.ts';
import { Avatar } from '../Avatar.tsx';
import { talkText } from '../i18n/talk.ts';
import { useText } from '../i18n/index.ts';
import { useSelect } from '../spark.ts';
import { isComposing } from './keys.ts';
import { askedName, candidatesOf, type AskedName, type Candidate } from '../text/suggest.ts';

const NOBODY: NonNullable<Room['members']> = new Map();
const ROOM_NAMES = ['all', 'here'];

interface Suggestions {
  /** For the box: what a screen reader is to know of the list. */
  readonly about: object;
  readonly list: ReactNode;
  /** The text or the caret has changed. */
  readonly look: () => void;
  readonly close: () => void;
  /** Whether this key was for the list. */
  readonly press: (event: KeyboardEvent<HTMLTextAreaElement>) => boolean;
}

/** The names that are offered while one types `@` in a box: arrows choose, Enter or Tab takes, Escape closes. */
export function useSuggestions(box: RefObject<HTMLTextAreaElement | null>, room: Room, onTaken: () => void): Suggestions {
  const text = useText(talkText);
  const id = useId();
  const [asked, setAsked] = useState<AskedName | null>(null);
  const [chosen, choose] = useState(0);
  const viewerId = useSelect((state) => state.viewerId);
  const roomNames = select.may(room, 'MENTION_ROOM') ? ROOM_NAMES : [];
  const candidates = asked ? candidatesOf((room.members ?? NOBODY).values(), asked, viewerId, roomNames) : [];
  const isOpen = candidates.length > 0;
  const at = Math.min(chosen, candidates.length - 1);

  const close = () => { setAsked(null); };
  const look = () => {
    const { current } = box;
    const next = current && current.selectionStart === current.selectionEnd ? askedName(current.value, current.selectionStart) : null;
    setAsked(next);
    if (next?.name !== asked?.name) choose(0);
  };
  const take = ({ username }: Candidate) => {
    const { current } = box;
    if (!current || !asked) return;
    current.setRangeText(`@${username} `, asked.from, current.selectionStart, 'end');
    close();
    onTaken();
  };
  const press = (event: KeyboardEvent<HTMLTextAreaElement>): boolean => {
    // An input method has its own use for these.
    if (!isOpen || isComposing(event.nativeEvent)) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const candidate = candidates[at];
    if (step !== undefined) choose((at + step + candidates.length) % candidates.length);
    else if (event.key === 'Escape') close();
    else if (candidate && !event.shiftKey && !event.ctrlKey && !event.metaKey && (event.key === 'Enter' || event.key === 'Tab')) take(candidate);
    else return false;
    event.preventDefault();
    // Escape closes this alone, and not what stands around it.
    event.stopPropagation();
    return true;
  };

  const list = (
    <>
      <span className="unseen" role="status">
        {isOpen && text.suggested(candidates.length)}
      </span>
      {isOpen && (
        <ul id={id} className="suggestions" role="listbox" aria-label={text.suggestions}>
          {candidates.map((candidate, n) => (
            <li
              key={candidate.member?.user.id ?? candidate.username}
              id={`${id}-${n}`}
              role="option"
              aria-selected={n === at}
              // The box keeps the focus.
              onPointerDown={(event) => { event.preventDefault(); }}
              onClick={() => { take(candidate); }}
            >
              <Suggestion candidate={candidate} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
  const about = { 'aria-autocomplete': 'list', 'aria-haspopup': 'listbox', ...(isOpen && { 'aria-controls': id, 'aria-activedescendant': `${id}-${at}` }) };
  return { about, list, look, close, press };
}

function Suggestion({ candidate: { username, member } }: { candidate: Candidate }) {
  const text = useText(talkText);
  const user = useSelect((state) => member && select.userOf(state, member.user));
  return (
    <>
      {user ? <Avatar user={user} hasDot isSmall /> : <span className="avatar small room-sign" aria-hidden="true">@</span>}
      <span className="suggested">
        <strong dir="auto">{user?.displayName ?? `@${username}`}</strong> <small dir="auto">{user ? `@${username}` : username === 'all' ? text.everybody : text.whoIsHere}</small>
      </span>
    </>
  );
}
