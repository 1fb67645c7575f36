import { describe, expect, it } from 'vitest';
import { allGo, approved, deployedBy, MINUTE, OWNER, planned, voted, waited } from '../support/builders.ts';
import { given, T0 } from '../support/given.ts';

const polling = [planned(), approved];
const threeGo = [
  voted('go', 'pia', 'product'),
  voted('go', 'dora', 'development'),
  voted('go', 'quin', 'qa'),
];
const closed = { type: 'ClosePoll' } as const;

describe('a Go/No-Go', () => {
  it('opens with the last approval and lasts 30 minutes', () => {
    const { poll, status } = given(polling).release;
    expect(status).toBe('polling');
    expect(poll?.closesAt).toBe(T0 + 30 * MINUTE);
  });
  it('asks product, development, QA and operations', () => {
    expect(given(polling).release.terms.poll?.roles).toEqual(['product', 'development', 'qa', 'operations']);
  });
  it('is skipped where the terms know none', () => {
    const { release } = given(planned('minor', 'production', { terms: { poll: null } }), approved);
    expect(release.status).toBe('ready');
  });
  it('is ready when every role said GO', () => {
    given(polling, threeGo)
      .when(voted('go', 'opal', 'operations'))
      .then(
        { type: 'VoteCast', role: 'operations' },
        { type: 'PollClosed', outcome: { is: 'go' } },
        { type: 'ReleaseReady' },
      );
  });
  it('waits while a role is silent', () => {
    given(polling, threeGo.slice(0, 2))
      .when(voted('go', 'quin', 'qa'))
      .leaves('polling');
  });
  it('one NO-GO holds the release, with who said so and why', () => {
    given(polling, threeGo)
      .when(voted('no-go', 'opal', 'operations'))
      .then(
        { type: 'VoteCast', vote: 'no-go' },
        {
          type: 'PollClosed',
          outcome: { is: 'hold', because: 'no-go', by: 'opal', reason: 'the tests are red' },
        },
      );
  });
  it('a NO-GO needs a reason', () => {
    given(polling)
      .when(({ release }) => ({
        type: 'CastVote',
        by: 'opal',
        roles: ['operations'],
        vote: 'no-go',
        reason: ' ',
        digest: release?.digest ?? '',
      }))
      .refuses('reason-missing');
  });
  it('somebody who speaks for no polled role is told the roles', () => {
    given(polling)
      .when(voted('go', 'nora', 'support'))
      .refuses('no-role', { roles: ['product', 'development', 'qa', 'operations'] });
  });
  it('a person with two roles answers for both at once', () => {
    given(polling)
      .when(voted('go', 'theo', 'development', 'qa'))
      .then({ type: 'VoteCast', role: 'development' }, { type: 'VoteCast', role: 'qa' });
  });
  it('counts one vote per role, the last one', () => {
    const { release } = given(
      polling,
      voted('go', 'dora', 'development'),
      voted('go', 'theo', 'development'),
    );
    expect(release.poll?.votes).toMatchObject([{ role: 'development', by: 'theo' }]);
  });
  it('the same vote twice is no news', () => {
    given(polling, voted('go', 'dora', 'development'))
      .when(voted('go', 'dora', 'development'))
      .then();
  });
  it('a vote on an older plan is superseded', () => {
    given(polling)
      .when({ type: 'CastVote', by: 'opal', roles: ['operations'], vote: 'go', reason: '', digest: 'older' })
      .refuses('superseded');
  });
});

describe('the end of a Go/No-Go', () => {
  it('nobody closes it before its time', () => {
    given(polling, waited(30 * MINUTE - 1))
      .when(closed)
      .then();
  });
  it('after 30 minutes silence means hold, and it says who was silent', () => {
    given(polling, threeGo, waited(30 * MINUTE))
      .when(closed)
      .then({ type: 'PollClosed', outcome: { is: 'hold', because: 'silence', silent: ['operations'] } });
  });
  it('a vote after the end does not decide it, even if nobody has closed it yet', () => {
    given(polling, threeGo, waited(30 * MINUTE))
      .when(voted('go', 'opal', 'operations'))
      .refuses('superseded');
  });
  it('a held release is not deployed', () => {
    given(polling, voted('no-go', 'opal', 'operations'))
      .when(deployedBy(OWNER))
      .refuses('wrong-state', { instead: ['reopen'] });
  });
  it('the owner may reopen it, and every role answers anew', () => {
    const { release } = given(polling, threeGo, voted('no-go', 'opal', 'operations'), {
      type: 'ReopenPoll',
      by: OWNER,
    });
    expect(release.status).toBe('polling');
    expect(release.poll?.votes).toEqual([]);
    given(polling, voted('no-go', 'opal', 'operations'), { type: 'ReopenPoll', by: OWNER }, threeGo)
      .when(voted('go', 'opal', 'operations'))
      .leaves('ready');
  });
  it('only the owner or whoever asked for the release decides to reopen it', () => {
    given(polling, voted('no-go', 'opal', 'operations'))
      .when({ type: 'ReopenPoll', by: 'dora' })
      .refuses('not-the-owner', { owner: OWNER });
  });
  it('a poll that decided GO is not reopened', () => {
    given(polling, allGo).when({ type: 'ReopenPoll', by: OWNER }).refuses('wrong-state');
  });
});
