/** The text in the box, which a person writes and the core keeps. */

/**
 * What stands in the box after a composition, when the core's text changed meanwhile: what came before what one writes stays (a
 * refused message comes back so), anything else of the core gives way to what one sees. `known` is what both had before.
 */
export function merged(kept: string, known: string, box: string): string {
  if (kept === known || kept === box) return box;
  return kept.endsWith(`\n${known}`) || known === '' ? joined(kept.slice(0, kept.length - known.length), box) : box;
}

const joined = (before: string, box: string) => (before && box && !before.endsWith('\n') ? `${before}\n${box}` : before + box);
