import { describe, expect, it } from 'vitest';
import { noticesOf } from '../../src/release/notices.ts';
import { changesOf, isMajor } from '../../src/release/revision.ts';
import { english } from '../../src/words/english.ts';
import { sayEvent } from '../../src/words/event-words.ts';
import {
  allGo,
  anAgreement,
  approved,
  approvedBy,
  deployedBy,
  deploying,
  HOUR,
  OWNER,
  planned,
  REQUESTER,
  revisedBy,
  started,
  waited,
} from '../support/builders.ts';
import { given, type Step } from '../support/given.ts';

const ownedBy =
  (owner: string, by = OWNER): Step =>
  ({ release }) => ({
    type: 'ChangeOwner',
    by,
    owner,
    digest: anAgreement({ owner }).digest,
    of: release?.digest ?? '',
  });

describe('a revision of the plan', () => {
  it('before anybody has approved withdraws nothing', () => {
    given(planned())
      .when(revisedBy(OWNER, { goal: 'Pay by card' }))
      .then({ type: 'PlanRevised', withdrawn: [] });
  });

  it('afterwards withdraws what was given, and says so to those whose it was', () => {
    const { events, after } = given(planned(), approvedBy('tess'), approvedBy('sam')).when(
      revisedBy(OWNER, { goal: 'Pay by card' }),
    );
    const [event] = events();
    expect(event).toMatchObject({ withdrawn: ['tess', 'sam'] });
    expect(after.release?.approvals.given).toEqual([]);
    const told = noticesOf(event!, after.release!).map(({ to }) => to);
    expect(told).toContainEqual({ person: 'tess' });
    expect(told).toContainEqual({ person: 'sam' });
    expect(sayEvent(event!, after.release!, english)).toMatch(/tess.* and .*sam.* please look again/);
  });

  it('says what is different, from what to what', () => {
    const { events, after } = given(planned()).when(
      revisedBy(OWNER, { goal: 'Pay by card', strategy: 'blue-green' }),
    );
    const [event] = events();
    expect(event).toMatchObject({
      changes: [
        { field: 'strategy', from: 'canary', to: 'blue-green' },
        { field: 'runbook' },
        { field: 'goal', from: 'Pay by bank transfer', to: 'Pay by card' },
      ],
    });
    expect(sayEvent(event!, after.release!, english)).toContain(
      'goal: “Pay by bank transfer” → “Pay by card”',
    );
  });

  it('that changes nothing withdraws nothing', () => {
    given(planned(), approvedBy('tess')).when(revisedBy(OWNER)).then();
  });

  it('is the same in whatever order a database keeps its parts', () => {
    const reversed = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(reversed);
      if (typeof value !== 'object' || value === null) return value;
      const entries = Object.entries(value).map(([key, inner]) => [key, reversed(inner)] as const);
      return Object.fromEntries(entries.toReversed());
    };
    const agreement = anAgreement();
    const read = reversed(agreement) as typeof agreement;
    expect(JSON.stringify(read.runbook)).not.toBe(JSON.stringify(agreement.runbook));
    expect(changesOf(read, agreement)).toEqual([]);
  });

  it('that only moves the start is a move of the start', () => {
    const startAt = Date.UTC(2027, 2, 3, 9);
    const moved = given(planned(), approvedBy('tess')).when(revisedBy(OWNER, { startAt }));
    moved.then({ type: 'StartMoved', to: startAt });
    expect(moved.after.release?.approvals.given).toHaveLength(1);
  });

  it('asks an expired plan again, though nothing is different', () => {
    given(planned(), waited(49 * HOUR))
      .when(revisedBy(OWNER))
      .then({ type: 'PlanRevised', changes: [] });
  });

  it('counts as major where something else goes out, or in another way', () => {
    const before = anAgreement();
    const major = (changes: Parameters<typeof anAgreement>[0]) =>
      isMajor(changesOf(before, anAgreement(changes)));
    expect(major({ commit: 'c0ffee2' })).toBe(true);
    expect(major({ strategy: 'blue-green' })).toBe(true);
    expect(major({ scope: { ...before.plan.scope, fixes: 'one more' } })).toBe(true);
    expect(major({ goal: 'Pay by card', window: 'Tuesday', owner: 'tess' })).toBe(false);
    const { release } = given(
      planned(),
      revisedBy(OWNER, { goal: 'Pay by card' }),
      revisedBy(OWNER, { commit: 'c0ffee2' }),
      revisedBy(OWNER, { commit: 'c0ffee3' }),
    );
    expect([release.revisions, release.majorChanges]).toEqual([3, 2]);
  });
});

describe('another owner', () => {
  it('is named by the owner or by whoever asked for the release, and decides from then on', () => {
    given(planned()).when(ownedBy('dora', 'tess')).refuses('not-the-owner', { owner: OWNER });
    given(planned()).when(ownedBy('dora', REQUESTER)).then({ type: 'OwnerChanged', from: OWNER, to: 'dora' });
    given(planned(), ownedBy('dora'), approved, allGo).when(deployedBy('dora')).leaves('starting');
    given(planned(), ownedBy('dora'), approved, allGo).when(deployedBy(OWNER)).refuses('not-the-owner');
  });

  it('leaves the approvals of the others as they are', () => {
    const { release } = given(planned(), approvedBy('tess'), ownedBy('dora'));
    expect(release.approvals.given).toHaveLength(1);
    given(
      planned(),
      approvedBy('tess'),
      ownedBy('dora'),
      approvedBy('sam'),
      approvedBy('cleo'),
      allGo,
      deployedBy('dora'),
    )
      .when(started())
      .leaves('deploying');
  });

  it('never counts among its approvers: their approval is withdrawn, and what rested on it', () => {
    given(planned(), approvedBy('tess'), ownedBy('tess')).when(approvedBy('tess')).refuses('own-release');
    given(planned(), approved)
      .when(ownedBy('tess'))
      .then({ type: 'OwnerChanged', isWithdrawn: true, reopens: true });
    const { release } = given(planned(), approved, allGo, ownedBy('tess'));
    expect([release.status, release.poll, release.approvals.given.length]).toEqual(['approving', null, 2]);
    given(planned(), approved, allGo, ownedBy('tess')).when(approvedBy('pia')).leaves('polling');
  });

  it('cannot be named while its turn is prepared, nor once it is over', () => {
    given(planned(), approved, allGo, deployedBy(OWNER)).when(ownedBy('dora')).refuses('wrong-state');
    given(deploying).when(ownedBy('dora')).leaves('deploying');
  });

  it('is none of what was agreed with somebody who saw another plan', () => {
    given(planned(), revisedBy(OWNER, { goal: 'Pay by card' }))
      .when({ type: 'ChangeOwner', by: OWNER, owner: 'dora', digest: 'x', of: 'y' })
      .refuses('superseded');
  });
});
