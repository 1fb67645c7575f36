import { closest, distance } from 'fastest-levenshtein';

/** The known word that was probably meant, or null when none is near enough to be worth guessing. */
export function didYouMean(found: string, known: readonly string[]): string | null {
  const asked = found.toLowerCase();
  if (known.length === 0 || asked === '') return null;
  const begun = known.filter(word => asked.length >= 2 && word.startsWith(asked));
  if (begun.length === 1) return begun[0] ?? null;
  const near = closest(asked, [...known]);
  const allowed = asked.length <= 3 ? 1 : asked.length <= 6 ? 2 : 3;
  return distance(asked, near) <= allowed && distance(asked, near) < asked.length ? near : null;
}
