import { describe, expect, it } from 'vitest';
import { approved, begun, completed, deploying, planned, REQUESTER, revisedBy } from '../support/builders.ts';
import { given } from '../support/given.ts';

describe('a plan', () => {
  it('opens the approvals', () => {
    given().when(planned()).then({ type: 'ReleasePlanned', by: REQUESTER });
    given().when(planned()).leaves('approving');
  });
  it.each(['goal', 'communication', 'window'] as const)('of a minor to production needs a %s', field => {
    given()
      .when(planned('minor', 'production', { [field]: '  ' }))
      .refuses('field-missing', { field });
  });
  it('of a patch needs only a goal', () => {
    given()
      .when(planned('patch', 'production', { communication: '', window: '' }))
      .leaves('approving');
    given()
      .when(planned('patch', 'production', { goal: '' }))
      .refuses('field-missing', { field: 'goal' });
  });
  it('that is delivered twice is no news', () => {
    given(planned()).when(planned()).then();
  });
});

describe('a revision', () => {
  it('withdraws approvals and poll, and keeps who asked first', () => {
    const { release } = given(planned(), approved, revisedBy('tess', { goal: 'Other words' }));
    expect(release).toMatchObject({ status: 'approving', revisions: 1, poll: null });
    expect(release.approvals.given).toEqual([]);
    expect(release.requesters).toEqual([REQUESTER, 'tess']);
  });
  it('is checked like a plan', () => {
    given(planned())
      .when(revisedBy(REQUESTER, { goal: '' }))
      .refuses('field-missing');
  });
  it('does not move a release to another service', () => {
    given(planned())
      .when(({ release }) => {
        if (!release) throw new Error('nothing is planned');
        const { plan, terms, runbook, digest } = release;
        const agreement = { plan: { ...plan, service: 'search' }, terms, runbook, digest };
        return { type: 'RevisePlan', by: REQUESTER, agreement };
      })
      .refuses('wrong-state', { deed: 'move' });
  });
  it('is refused while it deploys', () => {
    given(deploying, begun('check')).when(revisedBy(REQUESTER)).refuses('wrong-state', { deed: 'edit' });
  });
  it('is refused when it is over', () => {
    given(completed).when(revisedBy(REQUESTER)).refuses('wrong-state');
    given(planned(), { type: 'Abort', by: REQUESTER, reason: '' })
      .when(revisedBy(REQUESTER))
      .refuses('wrong-state');
  });
});
