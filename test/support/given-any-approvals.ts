import fc from 'fast-check';
import type { Measured } from '../../src/release/gate-evidence.ts';
import { isRefusal } from '../../src/release/refusals.ts';
import type { GroupName, PersonId } from '../../src/release/terms.ts';
import { anAgreement, GROUPS_OF, HOUR, OWNER, REQUESTER } from './builders.ts';
import { evidenceOf, gateRules, NO_FINDINGS, recorded } from './gates.ts';
import { type Command, carryOut, given, type Situation } from './given.ts';

/** What is true outside of tminus, and all that people did, kept by hand: nothing here is taken from the release. */
export interface Story {
  situation: Situation;
  groups: Record<PersonId, GroupName[]>;
  /** Approvals of the present round, as they were accepted. */
  given: { by: PersonId; of: PersonId; groups: GroupName[]; at: number }[];
  lent: { of: PersonId; to: PersonId; from: number; until: number; only: GroupName[] | null }[];
  requesters: PersonId[];
  owner: PersonId;
  /** When the figures were measured last, where they were good then. */
  goodAt: number | null;
  /** What happened that may matter, to see that the stories go far enough. */
  seen: Set<string>;
}

export type Act = (story: Story) => Story;

export const REQUIRED = 3;
export const MANDATORY: readonly GroupName[] = ['security_team', 'cto'];
const FROM = ['tech_leads', 'product_owners', 'architecture_team'];
const SAY = [...MANDATORY, ...FROM];

export const AUTOMATIC = {
  securityScore: 98,
  coveragePercent: 90,
  compatibilityScore: 95,
  vulnerabilities: 0,
  regressionPercent: 5,
};

/** A minor to production without a poll, so that only approvals stand between the plan and the deploy. */
const agreementFor = (goal: string, isAutomatic: boolean) => {
  const agreement = anAgreement({ goal });
  const { approvals } = agreement.terms;
  if (!approvals) throw new Error('nobody approves that');
  const automatic = isAutomatic ? { automatic: AUTOMATIC } : {};
  const terms = {
    ...agreement.terms,
    poll: null,
    gates: gateRules(),
    approvals: { ...approvals, ...automatic },
  };
  return { ...agreement, terms };
};

export const begin = (isAutomatic: boolean): Story => ({
  situation: given({
    type: 'PlanRelease',
    by: REQUESTER,
    agreement: agreementFor('the first', isAutomatic),
  }).situation,
  groups: { ...GROUPS_OF },
  given: [],
  lent: [],
  requesters: [REQUESTER],
  owner: OWNER,
  goodAt: null,
  seen: new Set(),
});

/** Carries a command out; `then` sees the events, or is not called when it was refused. */
const told = (
  story: Story,
  command: Command,
  then: (next: Story, types: string[]) => Story = it => it,
): Story => {
  const { happened, after } = carryOut(story.situation, command);
  const next = { ...story, situation: after };
  if (isRefusal(happened)) {
    story.seen.add(`refused ${happened.refusal}`);
    return next;
  }
  const types = happened.release.map(({ type }) => type);
  for (const type of types) story.seen.add(type);
  const isFresh = types.includes('ApprovalsVoided') || types.includes('PlanRevised');
  return then(isFresh ? { ...next, given: [] } : next, types);
};

const release = ({ situation }: Story) => {
  if (!situation.release) throw new Error('nothing is planned');
  return situation.release;
};

const person = fc.constantFrom(...Object.keys(GROUPS_OF));
const approver = fc.constantFrom('tess', 'theo', 'pia', 'arno', 'sam', 'cleo', 'hank');
const groups = fc.subarray(SAY);

const approves =
  (by: PersonId, of?: PersonId): Act =>
  story => {
    const { digest } = release(story);
    const speaking = { by, groups: story.groups[by] ?? [], lenders: story.groups };
    return told(story, { type: 'Approve', ...speaking, digest, ...(of && { for: of }) }, (next, types) => {
      const accepted = next.situation.release?.approvals.given.at(-1);
      if (!types.includes('ApprovalGiven') || !accepted) return next;
      const { for: lender, groups: counted } = accepted;
      if (lender) story.seen.add('approved for somebody');
      const at = next.situation.now;
      return { ...next, given: [...next.given, { by, of: lender ?? by, groups: counted, at }] };
    });
  };

const lends =
  (of: PersonId, to: PersonId, hours: number, only: GroupName[] | null): Act =>
  story => {
    const { now, organisation } = story.situation;
    const until = now + hours * HOUR;
    const own = story.groups[of] ?? [];
    const id = `${organisation.streamVersion}/${organisation.delegations.length}/${of}/${to}/${now}/${hours}`;
    const before = organisation.delegations.length;
    const command = {
      type: 'LendVoice',
      id,
      by: of,
      to,
      from: now,
      until,
      own,
      ...(only && { only }),
    } as const;
    const next = told(story, command);
    return next.situation.organisation.delegations.length > before
      ? { ...next, lent: [...next.lent, { of, to, from: now, until, only }] }
      : next;
  };

const returns =
  (by: PersonId, other: PersonId): Act =>
  story => ({
    ...told(story, { type: 'ReturnVoice', by, with: other }),
    lent: story.lent.filter(
      it =>
        it.until <= story.situation.now ||
        !((it.of === by && it.to === other) || (it.of === other && it.to === by)),
    ),
  });

const moves =
  (who: PersonId, to: GroupName[]): Act =>
  story => ({ ...story, groups: { ...story.groups, [who]: to } });

const revises =
  (by: PersonId, goal: string): Act =>
  story => {
    const isAutomatic = release(story).terms.approvals?.automatic !== undefined;
    return told(
      story,
      { type: 'RevisePlan', by, agreement: agreementFor(goal, isAutomatic) },
      (next, types) =>
        types.includes('PlanRevised')
          ? { ...next, requesters: [REQUESTER, by], owner: OWNER, given: [] }
          : next,
    );
  };

const BEST: Measured[] = [
  { gate: 'vulnerabilities', findings: NO_FINDINGS },
  { gate: 'static-analysis', findings: NO_FINDINGS },
  { gate: 'licences', packages: { MIT: 10 } },
  { gate: 'secrets', found: 0 },
  { gate: 'compatibility', run: 20, passed: 20, failed: [] },
  { gate: 'performance', regressionPercent: 1 },
];
const measures =
  (isGood: boolean): Act =>
  story => {
    const later = told(story, { type: 'Wait', ms: 1 });
    const { now } = later.situation;
    const all: Measured[] = [...BEST, { gate: 'coverage', percent: isGood ? 95 : 40 }];
    return {
      ...told(later, recorded(...all.map(it => evidenceOf(it, { at: now })))),
      goodAt: isGood ? now : null,
    };
  };

const changesOwner =
  (to: PersonId): Act =>
  story => {
    const of = release(story).digest;
    const digest = `owned by ${to} after ${of}`.slice(0, 64);
    const command = { type: 'ChangeOwner', by: REQUESTER, owner: to, digest, of } as const;
    return told(story, command, (next, types) =>
      types.includes('OwnerChanged')
        ? { ...next, owner: to, given: next.given.filter(it => it.by !== to && it.of !== to) }
        : next,
    );
  };

const goesOut: Act = story => {
  const asked = told(story, { type: 'Deploy', by: story.owner });
  const { plan, digest } = release(asked);
  const facts = { running: plan.running, commit: plan.commit, digest, groups: asked.groups };
  return told(asked, { type: 'StartDeploy', facts });
};

/** One of those there are, whatever number was drawn; nothing happens where there are none. */
const oneOf = <T>(all: (story: Story) => readonly T[], then: (one: T) => Act): fc.Arbitrary<Act> =>
  fc.nat(20).map(
    (at): Act =>
      story => {
        const list = all(story);
        const one = list[at % Math.max(1, list.length)];
        return one === undefined ? story : then(one)(story);
      },
  );

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 10, arbitrary: approver.map(by => approves(by)) },
  { weight: 3, arbitrary: person.map(by => approves(by)) },
  { weight: 1, arbitrary: fc.tuple(person, person).map(([by, of]) => approves(by, of)) },
  {
    weight: 6,
    arbitrary: oneOf(
      story => story.lent,
      ({ of, to }) => approves(to, of),
    ),
  },
  // Whoever has approved leaves their groups, or takes their voice back.
  {
    weight: 1,
    arbitrary: oneOf(
      story => story.given,
      ({ of }) => moves(of, []),
    ),
  },
  {
    weight: 2,
    arbitrary: oneOf(
      story => story.lent,
      ({ of, to }) => returns(of, to),
    ),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(
        approver,
        fc.oneof(approver, person),
        fc.constantFrom(1, 30, 200),
        fc.option(groups, { freq: 4 }),
      )
      .map(([of, to, hours, only]) => lends(of, to, hours, only)),
  },
  { weight: 1, arbitrary: fc.tuple(person, person).map(([of, to]) => lends(of, to, 100, null)) },
  { weight: 1, arbitrary: fc.tuple(person, person).map(([by, other]) => returns(by, other)) },
  { weight: 2, arbitrary: fc.tuple(person, groups).map(([who, to]) => moves(who, to)) },
  {
    weight: 1,
    arbitrary: fc.tuple(person, fc.constantFrom('A', 'B')).map(([by, goal]) => revises(by, goal)),
  },
  { weight: 1, arbitrary: person.map(changesOwner) },
  { weight: 1, arbitrary: fc.boolean().map(measures) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(1, 20, 49).map(
      (hours): Act =>
        story =>
          told(story, { type: 'Wait', ms: hours * HOUR }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Act>(
      story => told(story, { type: 'ExpireApprovals' }),
      story => told(story, { type: 'AskAgain', by: story.owner }),
    ),
  },
  { weight: 5, arbitrary: fc.constant(goesOut) },
);

/** Up to sixty things people do, most of them on the way to a deploy. */
export const acts: fc.Arbitrary<Act[]> = fc.array(act, { minLength: 1, maxLength: 60, size: 'max' });
