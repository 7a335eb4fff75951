import { memo, useMemo } from 'react';
import { partsOf } from '../text/links.ts';

/** What somebody wrote: text, and links that open elsewhere and learn nothing of this page. */
export const Body = memo(function Body({ text }: { text: string }) {
  const parts = useMemo(() => partsOf(text), [text]);
  return (
    <>
      {parts.map((part, n) =>
        part.kind === 'link' ? (
          <a key={n} href={part.href} target="_blank" rel="noopener noreferrer">
            {part.text}
          </a>
        ) : (
          part.text
        ),
      )}
    </>
  );
});
