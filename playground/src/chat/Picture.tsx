import { useState } from 'react';

/** A picture from somewhere else, which says nothing: without it, or when it does not come, there is no hole. */
export function Picture({ src, className }: { src: string; className?: string }) {
  const [broken, setBroken] = useState<string | null>(null);
  if (broken === src) return null;
  return (
    <img
      className={className}
      src={src}
      alt=""
      referrerPolicy="no-referrer"
      loading="lazy"
      onError={() => {
        setBroken(src);
      }}
    />
  );
}
