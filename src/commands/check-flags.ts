import { didYouMean } from './did-you-mean.ts';
import type { Intent } from './intent.ts';
import { misunderstood } from './misunderstanding.ts';

/** The flags that take a value, in any command: what is typed is split before the intent is known. */
export const VALUED_FLAGS = [
  'strategy',
  'at',
  'confirm',
  'for',
  'until',
  'during',
  'next',
  'draft',
  'emergency',
  'skip-security',
  'name',
  'expires',
  'gates',
  'environments',
] as const;

/** @throws Misunderstood for a flag the intent does not know, one without its value and one that is not there yet */
export function checkFlags(
  flags: ReadonlyMap<string, string | true>,
  { flags: known = {}, says }: Intent,
): void {
  for (const [flag, value] of flags) {
    const kind = Object.hasOwn(known, flag) ? known[flag] : undefined;
    if (!kind) {
      const meant = didYouMean(flag, Object.keys(known));
      throw misunderstood('flag-unknown', { found: flag, meant: meant && `--${meant}`, says });
    }
    if (kind === 'value' && (value === true || value === ''))
      throw misunderstood('flag-needs-value', { flag, says });
  }
}
