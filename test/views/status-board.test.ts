import { describe, expect, it } from 'vitest';
import type { LiveFigures } from '../../src/release/live-figures.ts';
import { statusBoard } from '../../src/views/status-board.ts';
import { deedsOf, textOf } from './read.ts';
import { ANA, agreement, at, BEN, laneAfter, NOON, scene } from './sample-releases.ts';

const MINUTE = 60_000;
const figures: LiveFigures = {
  at: NOON,
  overMs: MINUTE,
  requests: 1_200,
  errorPercent: 0.5,
  baselineErrorPercent: 0.1,
  p95: 0.48,
  baselineP95: 0.31,
  problem: null,
};
const board = (moment: string, more: Parameters<typeof scene>[0] = {}, plan = true) =>
  statusBoard(at(moment), scene(more), { plan });
const read = (...asked: Parameters<typeof board>) => textOf(board(...asked).blocks);
const planOf = (moment: string) => board(moment).blocks.find(block => block.type === 'plan');

describe('the status board of a release', () => {
  it('says what it is, how it stands and who has to do what next', () => {
    expect(read('approving')).toMatch(/checkout 1\.4\.0 → production\n\*Waiting for approvals\*/);
    expect(board('approving').text).toMatch(
      /^checkout 1\.4\.0 → production \(minor\): Waiting for approvals\./,
    );
  });

  it('names those who are waited for while they are', () => {
    expect(read('approving')).toContain(`<@${BEN}>`);
    expect(read('deploying')).not.toContain(`<@${BEN}>`);
  });

  it('counts approvals and votes', () => {
    expect(read('approving')).toContain('*Approvals*\n0 of 3');
    expect(read('polling')).toMatch(/\*Go\/No-Go\*\n\d of \d GO/);
  });

  it('shows the T-clock, the traffic with a bar, and when something happens next', () => {
    const text = read('deploying', { figures });
    expect(text).toMatch(/\*T-clock\*\nT\+ since/);
    expect(text).toMatch(/\*Traffic\*\n▰+▱* \d+%/);
    expect(text).toMatch(/\*Next update\*\n<!date/);
  });

  it('counts down to a planned start', () => {
    const plan = { ...agreement().plan, startAt: NOON + 2 * 60 * MINUTE };
    const text = textOf(statusBoard(at('approving', agreement({ plan })), scene(), { plan: true }).blocks);
    expect(text).toMatch(/\*T-clock\*\nT− until <!date\^\d+\^[^|]*\{ago\}[^|]*\|[^>]*\(2 hr\)>/);
  });

  it('shows error rate and P95 beside those of the version before', () => {
    const text = read('deploying', { figures });
    expect(text).toContain('*Error rate*\n0.5%\n1.3.2: 0.1%');
    expect(text).toContain('*P95*\n480 ms\n1.3.2: 310 ms');
    expect(text).toMatch(/1,200 requests in 1 min/);
  });

  it('tells what was not measured from what is well', () => {
    expect(read('deploying')).toContain('*Error rate*\nnot measured yet');
    const blind = { ...figures, errorPercent: null, p95: null, problem: 'no answer' };
    expect(read('deploying', { figures: blind })).toContain('*Error rate*\ncannot be measured');
  });

  it('shows a lock, with who set it and why', () => {
    const lane = laneAfter({ type: 'LaneLocked', by: BEN, reason: 'audit', until: null, release: null });
    expect(read('ready', { lane })).toContain(`*Lock*\nby <@${BEN}>: audit`);
  });

  it('shows the next milestone', () => {
    const plan = {
      ...agreement().plan,
      milestones: [
        { name: 'code freeze' as const, on: '2026-07-30' },
        { name: 'production' as const, on: '2026-08-05' },
      ],
    };
    const text = textOf(statusBoard(at('approving', agreement({ plan })), scene(), { plan: true }).blocks);
    expect(text).toMatch(/\*Next milestone\*\nProduction: Aug 5, 2026/i);
  });

  it('says who is in charge: the owner, unless an incident has a commander', () => {
    expect(read('deploying')).toContain(`*In charge*\n<@${ANA}>`);
  });

  it('shows each step of the runbook with its state, by the plan block', () => {
    const tasks = planOf('deploying')?.tasks ?? [];
    expect(tasks.map(({ status }) => status)).toContain('in_progress');
    expect(tasks.map(({ status }) => status)).toContain('complete');
  });

  it('shows the same steps in lines where the workspace takes no plan block', () => {
    const { blocks } = board('deploying', {}, false);
    expect(blocks.map(({ type }) => type)).not.toContain('plan');
    expect(textOf(blocks)).toMatch(/🔵 .*baking until/);
  });

  it('shows what a rollback has interrupted as such', () => {
    const tasks = planOf('rolling-back')?.tasks ?? [];
    expect(tasks.map(({ status }) => status)).not.toContain('in_progress');
    expect(tasks.map(({ status }) => status)).toContain('error');
  });

  it('offers what can be done now', () => {
    expect(deedsOf(board('deploying').blocks)).toEqual(expect.arrayContaining(['pause', 'rollback-now']));
    expect(deedsOf(board('approving').blocks)).toContain('approve');
  });

  it('shows how far a rollback has come', () => {
    expect(read('rolling-back')).toMatch(/\*Rollback\*/);
  });

  it('names those who could not be invited', () => {
    const room = {
      state: 'open' as const,
      channel: 'C1',
      problem: null,
      wantedAt: NOON,
      uninvited: { UGUEST: 'user_is_restricted' },
    };
    expect(read('approving', { room })).toContain('Could not be invited: <@UGUEST>.');
  });
});
