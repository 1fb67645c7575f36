import { describe, expect, it } from 'vitest';
import { loadPolicy } from '../../src/policy/load-policy.ts';
import { parsePhase, presetStrategies, Strategy } from '../../src/policy/strategy.ts';
import { policyFolder } from './policy-folder.ts';

const MINUTE = 60_000;

describe('a phase', () => {
  it.each([
    ['5 % for 10 min', 5, 10 * MINUTE],
    ['5% for 10min', 5, 10 * MINUTE],
    ['100 %', 100, 0],
  ])('written %j', (text, percent, bakeMs) => {
    expect(parsePhase(text)).toEqual({ percent, bakeMs });
  });
  it.each(['5', '0 %', '101 %', '5 % for ever', '5 percent', '5 % 10 min'])('is not written %j', text => {
    expect(parsePhase(text)).toBeNull();
  });
});

describe('a strategy', () => {
  it.each([
    ['no phases', []],
    ['an end below 100 %', ['5 % for 1 min', '50 % for 1 min']],
    ['a share that falls', ['50 % for 1 min', '25 % for 1 min', '100 %']],
    ['the same share twice', ['50 % for 1 min', '50 % for 1 min', '100 %']],
  ])('cannot have %s', (_, phases) => {
    expect(Strategy.safeParse({ phases }).error?.issues[0]?.message).toBe(
      'phases that rise and end with 100 %',
    );
  });
});

describe('the presets', () => {
  const inMinutes = (name: string) =>
    presetStrategies()[name]?.phases.map(({ percent, bakeMs }) => [percent, bakeMs / MINUTE]);

  it.each([
    [
      'canary',
      [
        [5, 10],
        [25, 20],
        [50, 30],
        [100, 0],
      ],
    ],
    [
      'canary-slow',
      [
        [5, 30],
        [25, 120],
        [100, 0],
      ],
    ],
    [
      'hybrid',
      [
        [5, 30],
        [20, 45],
        [50, 30],
        [100, 15],
      ],
    ],
    ['all-at-once', [[100, 0]]],
  ])('%s has the phases %j', (name, phases) => {
    expect(inMinutes(name)).toEqual(phases);
  });
  it('blue-green switches once and watches', () => {
    expect(inMinutes('blue-green')).toEqual([[100, 15]]);
  });
  it('rolling goes in equal batches', () => {
    expect(inMinutes('rolling')?.map(([percent]) => percent)).toEqual([25, 50, 75, 100]);
  });
  it('hybrid brings stricter triggers and 72 hours of watching', () => {
    expect(presetStrategies().hybrid).toMatchObject({ triggers: 'hybrid', watchAfterMs: 72 * 60 * MINUTE });
  });
});

describe('the presets of a policy', () => {
  it('are there besides the own ones', async () => {
    const { release, monitoring } = await loadPolicy('config');
    expect(Object.keys(release.strategies)).toEqual(
      expect.arrayContaining([
        'canary',
        'canary-slow',
        'hybrid',
        'blue-green',
        'rolling',
        'all-at-once',
        'canary-short',
      ]),
    );
    expect(Object.keys(monitoring.triggers)).toEqual(expect.arrayContaining(['default', 'hybrid']));
  });
  it('give way to one of the same name', async () => {
    await using folder = await policyFolder();
    await folder.edit('release.yml', 'canary-short:', 'canary:');
    const { release } = await loadPolicy(folder.path);
    expect(release.strategies.canary?.about).toBe('For small changes in the daytime');
  });
});
