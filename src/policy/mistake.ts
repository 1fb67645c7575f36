import { closest } from './closest.ts';

export type Path = readonly (string | number)[];

/** Something in a policy file that cannot be meant. */
export interface Mistake {
  /** Such as `config/release.yml`. */
  file: string;
  /** From 1; null where there is no line, as when the file is missing. */
  line: number | null;
  /** Such as `services.checkout.channel`; empty for the file as a whole. */
  path: string;
  found: string;
  expected: string;
  /** What was probably meant. */
  meant: string | null;
}

/** The policy cannot be used; the message lists every mistake of all files. */
export class PolicyMistakes extends Error {
  override readonly name = 'PolicyMistakes';
  readonly mistakes: readonly Mistake[];

  constructor(mistakes: readonly Mistake[]) {
    const count = mistakes.length === 1 ? 'a mistake' : `${mistakes.length} mistakes`;
    super([`The policy has ${count}:`, ...mistakes.map(mistake => `  ${inWords(mistake)}`)].join('\n'));
    this.mistakes = mistakes;
  }
}

function inWords({ file, line, path, found, expected, meant }: Mistake): string {
  const where = `${file}${line === null ? '' : `:${line}`}${path ? ` ${path}` : ''}`;
  return `${where}: found ${found}, expected ${expected}.${meant ? ` Did you mean \`${meant}\`?` : ''}`;
}

/** Found and expected of a word that is none of those known. */
export const unknownWord = (found: string, what: string, known: readonly string[]) => ({
  found: shown(found),
  expected: known.length === 0 ? what : `${what}: ${known.join(', ')}`,
  meant: closest(found, known),
});

/** A value as it is shown: short, and without a password it may hold. */
export function shown(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  const text = JSON.stringify(value).replace(/\/\/[^/"\s]*@/g, '//…@');
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
