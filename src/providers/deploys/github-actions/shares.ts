import type { Running } from '../port.ts';
import type { Entry, Ledger } from './ledger.ts';

/** Whether the deployment was ever marked as a success; it may have been made inactive since. */
export type Succeeded = (entry: Entry, signal: AbortSignal) => Promise<boolean>;

/** Looks each entry up once: how it ended does not change again. */
export function successes(ledger: Ledger): Succeeded {
  const ended = new Map<number, boolean>();
  return async ({ id }, signal) => {
    const known = ended.get(id);
    if (known !== undefined) return known;
    const { marks } = await ledger.marks(id, signal);
    const end = marks.find(({ state }) => state === 'success' || state === 'failure' || state === 'error');
    if (end) ended.set(id, end.state === 'success');
    return end?.state === 'success';
  };
}

/** What runs as the deployments tell it: what the newest operations that succeeded have made of it. */
export async function sharesOf(
  entries: readonly Entry[],
  shifts: boolean,
  succeeded: Succeeded,
  signal: AbortSignal,
): Promise<Running> {
  const installed = new Set<string>();
  for (const entry of entries) {
    const { kind, version, against, percent } = entry;
    if (kind === 'run' || !(await succeeded(entry, signal))) continue;
    if (kind === 'install' && shifts) {
      installed.add(version);
      continue;
    }
    const rest = kind === 'shift' && against !== null ? { [against]: 100 - percent } : {};
    return running({ ...rest, [version]: kind === 'shift' ? percent : 100 }, installed);
  }
  return running({}, installed);
}

function running(shares: Record<string, number>, installed: ReadonlySet<string>): Running {
  const all = { ...Object.fromEntries([...installed].map(version => [version, 0])), ...shares };
  const [most] = Object.entries(all).sort(([, one], [, other]) => other - one);
  return { version: most && most[1] > 0 ? most[0] : null, shares: all };
}
