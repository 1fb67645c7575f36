import { describe, expect, it } from 'vitest';
import { isMoot } from '../../src/jobs/moot-notice.ts';
import type { GroupName, PersonId } from '../../src/release/terms.ts';
import { english } from '../../src/words/english.ts';
import {
  approvedBy,
  GROUPS_OF,
  planned,
  REQUESTER,
  rejectedBy,
  revisedBy,
  shipped,
} from '../support/builders.ts';
import { given, RELEASE, type Step } from '../support/given.ts';

const membersBy = (groupsOf: Record<PersonId, GroupName[]>) =>
  Object.fromEntries(
    Object.keys(shipped.approvals.groups).map(group => [
      group,
      Object.keys(groupsOf).filter(person => groupsOf[person]?.includes(group)),
    ]),
  );

/** Whether a direct message that asks Sam is still worth sending after this. */
async function isMootAfter(steps: Step[], { members = membersBy(GROUPS_OF), to = 'person:sam' } = {}) {
  const then = given(planned()).release;
  const { release, situation } = given(planned(), ...steps);
  const notice = {
    kind: 'ApproversAsked',
    recipient: to,
    releaseId: RELEASE,
    eventVersion: 1,
    createdAt: 0,
    again: false,
  };
  return isMoot(notice, {
    db: { now: async () => 0 },
    engine: {
      load: async (_, asOf) => (asOf === 1 ? then : release),
      lane: async () => situation.lane,
    },
    sceneOf: async () => ({ ...situation, members, words: english }),
  });
}

describe('a message that asks for an approval is not sent any more', () => {
  it('to whoever has approved, alone or through somebody else', async () => {
    expect(await isMootAfter([])).toBe(false);
    expect(await isMootAfter([approvedBy('tess')])).toBe(false);
    expect(await isMootAfter([approvedBy('sam')])).toBe(true);
  });
  it('once the plan has changed or somebody rejected it', async () => {
    expect(await isMootAfter([revisedBy(REQUESTER, { goal: 'Other words' })])).toBe(true);
    expect(await isMootAfter([rejectedBy('cleo')])).toBe(true);
    expect(await isMootAfter([rejectedBy('cleo')], { to: 'channel:C1' })).toBe(true);
  });
  it('to whoever has left the group; while that cannot be read it is sent', async () => {
    const left = membersBy({ ...GROUPS_OF, sam: [] });
    expect(await isMootAfter([], { members: left })).toBe(true);
    const { cto: _, ...some } = left;
    expect(await isMootAfter([], { members: some })).toBe(false);
  });
});
