import { describe, expect, it } from 'vitest';
import { due } from '../../src/release/due.ts';
import { bakeEnded, done, HOUR, MINUTE, rolledBackBy, waited } from '../support/builders.ts';
import { deployingWith } from '../support/eight-stages.ts';
import { given, RELEASE, type Step } from '../support/given.ts';

const target = (actions: string[]) => ({
  kind: 'http',
  url: 'https://deploy.example.com',
  token: `\${DEPLOY_TOKEN}`,
  actions,
});
const out = (actions: string[]): Step => [
  deployingWith({ strategy: 'blue-green', target: target(actions) }),
  done('check', 'install', 'traffic-100'),
  waited(15 * MINUTE),
  bakeEnded(),
  done('verify'),
];
const completed = out(['retire']);
const retireTask = (...steps: Step[]) => {
  const { situation, release } = given(...steps);
  return due(release, situation).find(({ task }) => task === 'retire');
};

describe('the version that blue-green keeps', () => {
  it('is stopped a day after completion', () => {
    const { release } = given(completed);
    expect(retireTask(completed)?.dueAt).toBe((release.endedAt ?? 0) + 24 * HOUR);
    given(completed, waited(24 * HOUR))
      .when({ type: 'BeginRetirement' })
      .then({ type: 'RetirementStarted', version: '1.3.0', operation: `${RELEASE}.retire.1` });
  });
  it('is not stopped before', () => {
    given(completed, waited(23 * HOUR))
      .when({ type: 'BeginRetirement' })
      .then();
  });
  it('is stopped once', () => {
    const stopped: Step = [
      completed,
      waited(24 * HOUR),
      { type: 'BeginRetirement' },
      { type: 'FinishRetirement', note: '' },
    ];
    expect(retireTask(stopped)).toBeUndefined();
    given(stopped).when({ type: 'BeginRetirement' }).then();
  });
  it('stays once it serves again', () => {
    expect(retireTask(completed, rolledBackBy('opal'))).toBeUndefined();
    given(completed, rolledBackBy('opal'), waited(24 * HOUR))
      .when({ type: 'BeginRetirement' })
      .then();
  });
  it('stays where the policy has no action that stops it', () => {
    expect(retireTask(out([]))).toBeUndefined();
  });
});
