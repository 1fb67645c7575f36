import { distance } from 'fastest-levenshtein';

/** The known word that was probably meant, or null when none is near enough to be worth guessing. */
export function didYouMean(found: string, known: readonly string[]): string | null {
  const asked = found.toLowerCase();
  const begun = known.filter(word => asked.length >= 2 && word.startsWith(asked));
  if (begun.length === 1) return begun[0] ?? null;
  const scored = known.map(word => ({ word, far: farness(asked, word) })).sort((a, b) => a.far - b.far);
  const [nearest] = scored;
  const allowed = asked.length <= 3 ? 1 : asked.length <= 6 ? 2 : 3;
  return nearest && nearest.far <= allowed && nearest.far < asked.length ? nearest.word : null;
}

/** Letters that changed places are one mistake, not two: `prdo` is `prod` and not `pre`. */
const farness = (asked: string, word: string): number =>
  letters(asked) === letters(word) ? Math.min(1, distance(asked, word)) : distance(asked, word);

const letters = (word: string): string => [...word].sort().join('');
