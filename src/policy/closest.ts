import { distance } from 'fastest-levenshtein';

/** The known word that was probably meant, or null when none is near. */
export function closest(found: string, known: readonly string[]): string | null {
  const bare = (word: string) => word.toLowerCase().replaceAll(/[-_ ]/g, '');
  const ranked = known
    .map(word => ({ word, away: distance(bare(found), bare(word)) }))
    .sort((a, b) => a.away - b.away);
  const best = ranked[0];
  return best && best.away <= Math.max(1, Math.floor(best.word.length / 3)) ? best.word : null;
}
