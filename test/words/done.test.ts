import { describe, expect, it } from 'vitest';
import type { Release } from '../../src/release/state.ts';
import { english } from '../../src/words/english.ts';
import { agreement, at, release } from '../views/sample-releases.ts';

const { done } = english;

describe('what the asker reads when it was done', () => {
  it('counts the approvals that are missing, and names the groups that must be among them', () => {
    expect(done.approved(at('approving'))).toMatch(
      /3 approvals are still missing, among them security_team\.$/,
    );
    expect(done.approved(at('approving, two of three in'))).toMatch(
      /1 approval is still missing, from security_team\.$/,
    );
  });

  it('counts no fewer than the mandatory groups that are missing', () => {
    const plan = agreement();
    const rule = { required: 1, groups: [], mandatory: ['security_team', 'cto'], expireAfterMs: 1 };
    const two = release([], { ...plan, terms: { ...plan.terms, approvals: rule } });
    expect(done.planned(two)).toMatch(/2 approvals are still missing, from security_team, cto\.$/);
  });

  it('says who of the poll is silent, one or several', () => {
    const saying = (moment: string) => done.saidGo(at(moment), []);
    expect(saying('polling')).toMatch(/; product and operations have not answered yet\.$/);
    expect(saying('polling, one vote')).toMatch(/; \w+ has not answered yet\.$/);
  });

  it('says that nothing was changed only where nothing was', () => {
    const aborted = at('aborted');
    expect(done.aborted(aborted)).toContain('nothing was changed on the target');
    const { rollout } = at('deploying a first version');
    expect(done.aborted({ ...aborted, rollout } as Release)).toContain('the target stays as it is');
  });
});
