import { describe, expect, it } from 'vitest';
import { rollbackReport } from '../../src/documents/rollback-report.ts';
import type { Lane } from '../../src/release/lane.ts';
import { evolve } from '../../src/release/release.ts';
import type { Release, ReleaseEvent } from '../../src/release/state.ts';
import { TMINUS } from '../../src/release/terms.ts';
import { english } from '../../src/words/english.ts';
import { ANA, BEN, finding, laneAfter, NOON, planned, scene } from '../views/sample-releases.ts';

const STEP_MS = 2_000;
const proof = {
  rule: 'more-errors',
  since: NOON + STEP_MS,
  counted: { canary: { requests: 812, bad: 41 }, baseline: { requests: 1890, bad: 9 } },
  odds: { against: 2340, needed: 100 },
  dispersion: 1,
} as const;
const out: ReleaseEvent[] = [
  planned(),
  { type: 'DeployRequested', by: ANA },
  { type: 'DeployStarted', from: '1.3.2', fence: 6 },
];
const bad: ReleaseEvent[] = [
  ...out,
  {
    type: 'TriggerFired',
    finding: {
      ...finding,
      trigger: 'more errors than the version beside it',
      limit: 1,
      baseline: 0.5,
      proof,
    },
  },
  {
    type: 'RollbackStarted',
    by: TMINUS,
    why: 'more errors than the version beside it',
    way: 'immediate',
    bad: '1.4.0',
    to: '1.3.2',
    fence: 12,
    parts: [{ kind: 'shift', percent: 0 }, { kind: 'cancel' }, { kind: 'restore' }, { kind: 'verify' }],
    interrupted: 'checkout-1.4.0-k3x.traffic-25.1',
  },
  { type: 'RollbackPartDone', part: 0, note: '' },
  { type: 'RollbackPartDone', part: 1, note: 'still answers', skipped: true },
];
const done: ReleaseEvent[] = [
  { type: 'RollbackPartDone', part: 2, note: '' },
  { type: 'RollbackPartDone', part: 3, note: '' },
  { type: 'RolledBack', to: '1.3.2', tookMs: 5 * STEP_MS },
];
const locked = laneAfter({
  type: 'LaneLocked',
  by: TMINUS,
  reason: '1.4.0 was rolled back: more errors',
  until: null,
  release: null,
});

function reportOf(events: readonly ReleaseEvent[], lane: Lane = locked): string | null {
  const history = events.map((event, index) => ({ at: NOON + index * STEP_MS, event }));
  const release = history.reduce<Release | null>(
    (then, { at, event }) => evolve(then, event, at, 'checkout-1.4.0-k3x'),
    null,
  );
  if (!release) throw new Error('nothing was planned');
  return rollbackReport({ release, history, lane, now: NOON + 60_000, words: english });
}

/** The part under a heading. */
const part = (heading: string, text: string | null) =>
  text?.split(`## ${heading}\n`)[1]?.split('\n## ')[0]?.trim() ?? `no ${heading}`;

describe('the report of a rollback', () => {
  const report = reportOf([...bad, ...done]);

  it('is none without a rollback', () => {
    expect(reportOf(out)).toBeNull();
  });

  it('says who decided and why, and what came of it', () => {
    expect(report).toMatch(/^# Rollback of checkout 1\.4\.0 to 1\.3\.2 in production\n/);
    expect(part('Who decided, and why', report)).toMatch(
      /^tminus, by rule, .*: more errors than the version beside it\. Way: immediate\.$/,
    );
    expect(part('What came of it', report)).toBe(
      '1.3.2 serves everything again, read back from the target. All was over 10 sec after the decision.',
    );
  });

  it('repeats the finding with its numbers and how sure it was', () => {
    const seen = part('What was seen', report);
    expect(seen).toMatch(
      /41 of 812 requests failed on 1\.4\.0 \(5\.05%\), counted from .*; 9 of 1,890 requests failed on 1\.3\.2 \(0\.48%\), in the same time/,
    );
    expect(seen).toMatch(/at most 1 of 2,340 rollouts/);
  });

  it('says how long each part took, against the goals', () => {
    expect(part('How long it took', report).split('\n')).toEqual([
      '- **Detect**: 4 sec, from where the finding begins to count to the finding',
      '- **Decide**: 2 sec after the finding (goal: within 10 min)',
      '- **Traffic away**: 2 sec after the decision (goal: within 30 sec)',
      '- **Restored**: 6 sec after the decision',
      '- **Verified**: 8 sec after the decision',
      '- **Recover, in all**: 10 sec from the finding to the verified version (goal: within 30 min)',
    ]);
  });

  it('tells in order what happened since the deploy started, and nothing before it', () => {
    const lines = part('Timeline', report).split('\n');
    expect(lines).toHaveLength(8);
    expect(lines[0]).toMatch(/^- \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d Going out: 1\.3\.2 → 1\.4\.0/);
    expect(lines.at(-1)).toMatch(/Back on 1\.3\.2 after 10 sec/);
  });

  it('names what was lost and what is uncertain', () => {
    expect(part('Lost or uncertain', report).split('\n')).toEqual([
      '- 41 of 812 requests to 1.4.0 were bad in what the finding counted; later ones are not in that number.',
      '- Operation checkout-1.4.0-k3x.traffic-25.1 was interrupted.',
      '- “Stop what was still running” was skipped: still answers.',
    ]);
  });

  it('names the lock that stands now, and what to do next', () => {
    expect(part('Lock', report)).toBe(
      'checkout (production) is locked by tminus: 1.4.0 was rolled back: more errors.',
    );
    expect(part('What comes next', report)).toMatch(/lift the lock with \/release unlock/);
    const free = reportOf([...bad, ...done], scene().lane);
    expect(part('Lock', free)).toBe('checkout (production) is not locked now.');
    expect(part('What comes next', free)).toMatch(/The lock is lifted/);
  });

  it('invents nothing while it is under way', () => {
    const soFar = reportOf(bad);
    expect(part('What came of it', soFar)).toMatch(/still under way/);
    expect(part('How long it took', soFar)).toMatch(/\*\*Verified\*\*: not recorded/);
    expect(part('What comes next', soFar)).toMatch(/goes on until it is verified/);
  });

  it('says that nobody read back what runs after a person took over', () => {
    const taken = reportOf([...bad, { type: 'RollbackTakenOver', by: BEN, reason: 'DNS by hand' }]);
    expect(part('What came of it', taken)).toBe(
      `<@${BEN}> took over before it was verified: DNS by hand. tminus stopped there; what runs now was not read back.`,
    );
    expect(part('What comes next', taken)).toMatch(/^Look at the target/);
  });

  it('lets nothing people wrote become markup or a mention', () => {
    const evil = '<!channel> [click](https://evil.example) `*_~ <@UEVIL> \n# heading';
    const text = reportOf([...bad, { type: 'RollbackTroubled', why: evil }]);
    expect(text).not.toMatch(/(?<!\\)\[click|^# heading|<!channel>|(?<!\\)<@UEVIL>/m);
  });

  it('tells of a stretch in which nothing could be measured', () => {
    const blind = reportOf([
      ...out,
      { type: 'MetricsLost', why: 'refused' },
      { type: 'MetricsReturned' },
      ...bad.slice(out.length),
    ]);
    expect(part('Lost or uncertain', blind)).toMatch(/Metrics could not be read from .* to .*: refused\./);
  });
});
