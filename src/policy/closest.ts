import { distance } from 'fastest-levenshtein';

/** The known word that was probably meant, or null when none is near. */
export function closest(found: string, known: readonly string[]): string | null {
  const bare = (word: string) => word.toLowerCase().replaceAll(/[-_ ]/g, '');
  const ranked = known
    .map(word => ({ word, away: distance(bare(found), bare(word)) }))
    .sort((a, b) => a.away - b.away);
  const best = ranked[0];
  if (best && best.away <= Math.floor(best.word.length / 2)) return best.word;
  return known.find(word => found.length > 2 && bare(word).startsWith(bare(found))) ?? null;
}
