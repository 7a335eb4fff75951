import { memo, useMemo } from 'react';
import type { Message } from '../../spark/index.ts';
import { partsOf } from '../text/links.ts';
import { withMentions } from '../text/mentions.ts';

interface BodyProps {
  readonly text: string;
  /** Who is named in it; null while it is on its way, for the server says so. */
  readonly message: Message | null;
  readonly viewerId: string | null;
}

/** What somebody wrote: text, names that stand out, and links that open elsewhere and learn nothing of this page. */
export const Body = memo(function Body({ text, message, viewerId }: BodyProps) {
  const mentions = message?.mentions ?? NOBODY;
  const isRoom = message?.mentionsRoom ?? false;
  const parts = useMemo(() => withMentions(partsOf(text), { usernames: mentions.map(({ username }) => username), isRoom }), [text, mentions, isRoom]);
  const viewer = mentions.find(({ id }) => id === viewerId)?.username;
  return (
    <>
      {parts.map((part, n) =>
        part.kind === 'link' ? (
          <a key={n} href={part.href} target="_blank" rel="noopener noreferrer">
            {part.text}
          </a>
        ) : part.kind === 'mention' ? (
          <span key={n} className={`mention${part.username === null || part.username === viewer ? ' is-me' : ''}`}>
            {part.text}
          </span>
        ) : (
          part.text
        ),
      )}
    </>
  );
});

const NOBODY: Message['mentions'] = [];
