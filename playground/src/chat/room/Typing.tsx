import type { Room } from '../../spark/index.ts';
import { roomText } from '../i18n/room.ts';
import { useText } from '../i18n/index.ts';
import { useSelect } from '../spark.ts';

/** Who writes at this moment. Its place is always there, so that nothing moves. */
export function Typing({ room }: { room: Room }) {
  const text = useText(roomText);
  const users = useSelect((state) => state.users);
  const names = [...room.typing.values()].map(({ user }) => (users.get(user.id) ?? user).displayName);
  return (
    <p className="typing">
      {names.length > 0 && (
        <>
          <span className="dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          <bdi>{text.typing(names)}</bdi>
        </>
      )}
    </p>
  );
}
