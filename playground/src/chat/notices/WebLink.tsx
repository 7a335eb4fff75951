import type { ReactNode } from 'react';
import { partsOf } from '../text/links.ts';

/** A link that somebody wrote: to the web, or no link. */
export function WebLink({ href, children }: { href: string; children: ReactNode }) {
  const [part] = partsOf(href);
  if (part?.kind !== 'link') return null;
  return (
    <a className="web-link" href={part.href} target="_blank" rel="noopener noreferrer" title={part.text}>
      {children}
    </a>
  );
}
