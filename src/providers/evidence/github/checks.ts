import { z } from 'zod';
import type { CheckedGate, Measured } from '../../../release/gate-evidence.ts';
import { MOST_NAMES } from '../../../release/gate-evidence.ts';
import { type Speaker, type Told, told, untold } from './answer.ts';
import type { RequiredCheck } from './branch.ts';
import type { Reading } from './reading.ts';

const CheckRuns = z.object({
  check_runs: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      conclusion: z.string().nullable(),
      html_url: z.string().nullish(),
      app: z.object({ id: z.number() }).nullish(),
    }),
  ),
});

/** The combined status has the newest of each context. It ignores check runs, and is pending where there is none. */
const Statuses = z.object({
  statuses: z.array(z.object({ context: z.string(), state: z.string(), target_url: z.string().nullish() })),
});

export interface Check {
  name: string;
  app: number | null;
  is: 'passed' | 'failed' | 'running' | 'skipped';
  link: string | null;
}

/** GitHub itself lets these pass a required check; what was skipped it lets pass too. */
const GREEN = ['success', 'neutral'];

const stateOf = ({ status, conclusion }: z.output<typeof CheckRuns>['check_runs'][number]): Check['is'] => {
  if (status !== 'completed') return 'running';
  if (conclusion === 'skipped') return 'skipped';
  return GREEN.includes(conclusion ?? '') ? 'passed' : 'failed';
};

const OF_STATUS: Record<string, Check['is']> = { success: 'passed', pending: 'running' };

/** The latest check runs of the commit and its statuses. */
export async function readChecks(reading: Reading, ref: string): Promise<Check[]> {
  const [runs, statuses] = await Promise.all([
    reading.pages(CheckRuns, '/commits/{ref}/check-runs', { ref, filter: 'latest' }, 'check runs'),
    reading.pages(Statuses, '/commits/{ref}/status', { ref }, 'commit statuses'),
  ]);
  return [
    ...runs.flatMap(({ check_runs }) =>
      check_runs.map(run => ({
        name: run.name,
        app: run.app?.id ?? null,
        is: stateOf(run),
        link: run.html_url ?? null,
      })),
    ),
    ...statuses.flatMap(page =>
      page.statuses.map(({ context, state, target_url }) => ({
        name: context,
        app: null,
        is: OF_STATUS[state] ?? ('failed' as const),
        link: target_url ?? null,
      })),
    ),
  ];
}

/** One name may stand for several runs; the worst of them counts, and one that ran before one that was skipped. */
function seen(checks: readonly Check[], { name, app }: RequiredCheck): Check | null {
  const own = checks.filter(check => check.name === name && (app === null || check.app === app));
  const first = (...of: Check['is'][]) => own.find(({ is }) => of.includes(is));
  return first('failed') ?? first('running') ?? first('passed') ?? first('skipped') ?? null;
}

type SpokenFor = CheckedGate | 'tests';

/**
 * What named checks say about a gate. One failure is a fact at once; otherwise all have to have ended. One that was skipped
 * satisfies whoever requires it, as on GitHub, but it has measured nothing: it speaks for no other gate.
 */
export function checksFor(
  gate: SpokenFor,
  named: readonly RequiredCheck[],
  checks: readonly Check[],
  speaker: Speaker,
  page: string,
): Told {
  if (named.length === 0) return untold(speaker, gate, { because: 'nothing-named' });
  const counts = (check: Check | null) => gate === 'required-checks' || check?.is !== 'skipped';
  const found = named.map(one => {
    const check = seen(checks, one);
    return counts(check) ? { name: one.name, check } : { name: `${one.name} (skipped)`, check: null };
  });
  const namesOf = (is: Check['is'] | undefined) =>
    found.filter(({ check }) => check?.is === is).map(({ name }) => name);
  const [failed, running, silent] = [namesOf('failed'), namesOf('running'), namesOf(undefined)];
  if (failed.length === 0 && running.length > 0)
    return untold(speaker, gate, { because: 'running', what: running.slice(0, MOST_NAMES) });
  if (failed.length === 0 && silent.length > 0)
    return untold(speaker, gate, { because: 'not-reported', what: silent.slice(0, MOST_NAMES) });
  const passed = namesOf('passed').length + namesOf('skipped').length;
  const link = found.find(({ check }) => check?.is === 'failed')?.check?.link ?? page;
  return told(speaker, measuredOf(gate, passed, failed), link);
}

const measuredOf = (gate: SpokenFor, passed: number, failed: readonly string[]): Measured =>
  gate === 'tests'
    ? { gate, run: passed + failed.length, passed }
    : { gate, run: passed + failed.length, passed, failed: failed.slice(0, MOST_NAMES) };
