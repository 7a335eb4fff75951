import { useMemo } from 'react';
import { select } from '../../spark/index.ts';
import { wire as texts, type WireText } from '../i18n/wire.ts';
import { useText } from '../i18n/index.ts';
import { useSelect } from '../spark.ts';
import { trackOf, type Cell, type Line } from './lines.ts';

/** Two rows of eight. */
const CELLS = 16;

/** The newest numbers of a room, side by side: where one is missing is a hole. */
export function Track({ lines }: { lines: readonly Line[] }) {
  const text = useText(texts);
  const openId = useSelect(({ open }) => open?.roomId ?? null);
  const newest = useMemo(() => lines.findLast((line) => line.kind === 'event'), [lines]);
  const roomId = openId ?? (newest?.kind === 'event' ? newest.event.roomId : null);
  const room = useSelect((state) => (roomId ? state.rooms.get(roomId) : undefined) ?? select.roomList(state)[0]);
  const name = useSelect((state) => (room ? select.nameOf(state, room) : ''));
  const isLive = useSelect(select.isOnline);
  if (!room) return null;
  const cells = trackOf(lines, room, CELLS);
  return (
    <figure className="track">
      <figcaption dir="auto">{text.numbersOf(name)}</figcaption>
      <div className="cells" aria-hidden="true">
        {cells.map(({ seq, how }) => (
          <span key={`${room.id} ${seq}`} className={`cell cell-${how}`}>
            {seq}
          </span>
        ))}
        {Array.from({ length: CELLS - cells.length }, (_, n) => (
          <span key={n} className="cell cell-next" />
        ))}
      </div>
      <p className="track-says">{isLive ? sayingOf(cells, text) : text.offline(room.last.seq)}</p>
      <p className="legend" aria-hidden="true">
        {(['came', 'own', 'missing', 'fetched'] as const).map((how) => (
          <span key={how}>
            <span className={`cell cell-${how}`} /> {text.legend[how]}
          </span>
        ))}
      </p>
    </figure>
  );
}

function sayingOf(cells: readonly Cell[], text: WireText): string {
  const range = (wanted: readonly Cell['how'][]) => {
    const numbers = cells.filter(({ how }) => wanted.includes(how)).map(({ seq }) => seq);
    return [numbers[0] ?? 0, numbers.at(-1) ?? 0] as const;
  };
  const has = (wanted: Cell['how']) => cells.some(({ how }) => how === wanted);
  if (has('waits') || has('missing')) {
    const [from, to] = range(['missing', 'swallowed']);
    if (from) return text.gap(from, to);
  }
  if (has('swallowed')) return text.swallowed(...range(['swallowed']));
  const fetched = cells.filter(({ how }) => how === 'fetched').length;
  return fetched > 0 ? text.filled(fetched) : text.calm;
}
