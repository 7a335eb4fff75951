import { frame } from '../i18n/frame.ts';
import { useText } from '../i18n/index.ts';

/** Who may come into a room; the field `kind` of a form. */
export function KindChoice({ chosen }: { chosen: string }) {
  const text = useText(frame);
  const kinds = [
    { kind: 'PUBLIC', name: text.public, hint: text.publicHint },
    { kind: 'PRIVATE', name: text.private, hint: text.privateHint },
  ];
  return (
    <fieldset className="choice">
      <legend>{text.kind}</legend>
      {kinds.map(({ kind, name, hint }) => (
        <label key={kind}>
          <input type="radio" name="kind" value={kind} defaultChecked={kind === chosen} />
          <span>
            <strong>{name}</strong>
            <small>{hint}</small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
