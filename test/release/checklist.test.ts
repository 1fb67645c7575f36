import { describe, expect, it } from 'vitest';
import { termsFor } from '../../src/policy/terms-for.ts';
import type { ChecklistItem } from '../../src/release/checklist.ts';
import { tickOf } from '../../src/release/checklist.ts';
import { due } from '../../src/release/due.ts';
import type { ItemEvidence } from '../../src/release/item-evidence.ts';
import type { Release } from '../../src/release/state.ts';
import { ENVIRONMENTS, RELEASE_TYPES } from '../../src/release/terms.ts';
import {
  allGo,
  approved,
  canaryUpTo,
  carriedOut,
  deployedBy,
  deploying,
  done,
  HOUR,
  OWNER,
  planned,
  REQUESTER,
  revisedBy,
  started,
  voted,
  waited,
  whole,
} from '../support/builders.ts';
import { given, type Step, T0 } from '../support/given.ts';

const item = (id: string, changes: Partial<ChecklistItem> = {}): ChecklistItem => ({
  id,
  text: `It is ${id}`,
  group: 'readiness',
  when: 'before',
  required: true,
  role: 'qa',
  tickedBy: null,
  ...changes,
});
const of = (evidence: ItemEvidence, changes: Partial<ChecklistItem> = {}) =>
  item(evidence.is, { tickedBy: evidence, ...changes });

const withItems = (...checklist: ChecklistItem[]): Step =>
  planned('minor', 'production', { terms: { checklist } });
const marked = (changes: object, by = OWNER, ...roles: string[]): Step => ({
  type: 'MarkItems',
  by,
  roles,
  tick: [],
  untick: [],
  reason: '',
  ...changes,
});
const ticked = (...tick: string[]) => marked({ tick });
const unticked = (id: string, reason = 'the date is wrong') => marked({ untick: [id], reason });

const lacking: Step[] = [withItems(item('tried'), item('told')), approved];
const polling: Step[] = [...lacking, ticked('tried', 'told')];
const ready: Step[] = [...polling, allGo];

describe('the Go/No-Go', () => {
  it('waits for the required items of the checklist', () => {
    given(withItems(item('tried')), ...(approved as Step[]).slice(0, 2))
      .when((approved as Step[])[2] as Step)
      .then(
        { type: 'ApprovalGiven' },
        { type: 'ApprovalsCompleted' },
        { type: 'PreparationStarted', lacks: ['checklist'] },
      );
  });
  it('opens with the last of them, and what they rested on is on record', () => {
    given(...lacking, ticked('tried'))
      .when(ticked('told'))
      .then(
        { type: 'ItemTicked', item: 'told', by: OWNER },
        {
          type: 'ChecklistPassed',
          items: [
            { item: 'tried', by: OWNER, at: T0 },
            { item: 'told', by: OWNER, at: T0 },
          ],
        },
        { type: 'PollOpened' },
      );
  });
  it('opens with the last approval where everything was ticked before', () => {
    expect(given(withItems(item('tried')), ticked('tried'), approved).release.status).toBe('polling');
  });
  it('does not wait for items that are optional, or come later', () => {
    const items = [item('nice', { required: false }), item('tidy', { when: 'after' })];
    expect(given(withItems(...items), approved).release.status).toBe('polling');
  });
  it('is asked about the checklist again when it is reopened', () => {
    given(...polling, voted('no-go', 'opal', 'operations'), unticked('tried'))
      .when({ type: 'ReopenPoll', by: OWNER })
      .then({ type: 'PreparationStarted', lacks: ['checklist'] });
  });
  it('set aside by an override leaves no word that the checklist was ticked', () => {
    given(...lacking)
      .when(({ release }) => ({
        type: 'AskOverride',
        by: 'cleo',
        groups: ['cto'],
        reason: 'customers cannot pay',
        asks: ['cleo'],
        grants: true,
        digest: release?.digest ?? '',
      }))
      .then({ type: 'OverrideGranted', by: 'cleo' }, { type: 'ReleaseReady' });
  });
  it('that is reopened notes anew what the ticks rest on', () => {
    const held = [...polling, voted('no-go', 'opal', 'operations'), unticked('tried')];
    given(...held, marked({ tick: ['tried'] }, 'quin', 'qa'))
      .when({ type: 'ReopenPoll', by: OWNER })
      .then(
        {
          type: 'ChecklistPassed',
          items: [
            { item: 'tried', by: 'quin', at: T0 },
            { item: 'told', by: OWNER, at: T0 },
          ],
        },
        { type: 'PollOpened' },
      );
  });
  it('without a poll the deploy waits all the same', () => {
    const quiet = planned('minor', 'production', { terms: { poll: null, checklist: [item('tried')] } });
    given(quiet, approved).when(ticked('tried')).leaves('ready');
    expect(given(quiet, approved).release.status).toBe('preparing');
  });
});

describe('who may tick', () => {
  it('whoever speaks for the role of the item', () => {
    given(...lacking)
      .when(marked({ tick: ['tried'] }, 'quin', 'qa'))
      .then({ type: 'ItemTicked', by: 'quin' });
  });
  it('the owner of the release, any item', () => {
    given(...lacking)
      .when(ticked('told'))
      .then({ type: 'ItemTicked', by: OWNER });
  });
  it('nobody else, whoever asked for the release included', () => {
    for (const by of [REQUESTER, 'opal']) {
      given(...lacking)
        .when(marked({ tick: ['tried'] }, by, 'operations'))
        .refuses('not-your-item', { item: 'It is tried', role: 'qa', owner: OWNER });
    }
  });
  it('is asked of every item, and one refusal changes nothing', () => {
    given(withItems(item('tried'), item('told', { role: 'product' })), approved)
      .when(marked({ tick: ['tried', 'told'] }, 'quin', 'qa'))
      .refuses('not-your-item', { item: 'It is told' });
  });
});

describe('a tick', () => {
  it('that stands already is no news', () => {
    given(...polling)
      .when(ticked('tried'))
      .then();
  });
  it('is only taken away with a reason', () => {
    given(...polling)
      .when(unticked('tried', ' '))
      .refuses('reason-missing', { deed: 'untick' });
  });
  it('of an item that an edited plan no longer has is superseded', () => {
    given(...lacking)
      .when(ticked('gone'))
      .refuses('superseded');
  });
  it('before the Go/No-Go is too late once the deploy has begun', () => {
    given(...ready, deployedBy(OWNER), started())
      .when(unticked('tried'))
      .refuses('item-not-now', { when: 'before' });
  });
  it('after completion is too early before it', () => {
    given(withItems(item('tidy', { when: 'after' })), approved)
      .when(ticked('tidy'))
      .refuses('item-not-now', { when: 'after' });
  });
  it('is gone when the plan is revised', () => {
    const revised = revisedBy(REQUESTER, {
      goal: 'Pay by invoice',
      terms: { checklist: [item('tried'), item('told')] },
    });
    expect(given(...polling, revised).release).toMatchObject({ revisions: 1, marks: {} });
    expect(given(...polling, revised).release.marks).toEqual({});
  });
  it('is gone when the tag stands on another commit, which nobody has looked at', () => {
    const moved = started({ commit: 'beef002', digest: 'f'.repeat(64) });
    expect(given(...ready, deployedBy(OWNER), moved).release).toMatchObject({
      status: 'approving',
      marks: {},
    });
  });
  it('stays when only the approvals have grown too old', () => {
    const { release } = given(...ready, waited(25 * HOUR), deployedBy(OWNER), started());
    expect(release.status).toBe('approving');
    expect(Object.keys(release.marks)).toEqual(['tried', 'told']);
  });
});

describe('a required tick that is taken away', () => {
  it('during the poll throws its votes away and waits for it again', () => {
    const { after } = given(...polling, voted('go', 'quin', 'qa')).when(unticked('tried'));
    expect(after.release).toMatchObject({ status: 'preparing', poll: null });
    expect(given(...polling, unticked('tried'), ticked('tried')).release.poll?.votes).toEqual([]);
  });
  it('of a ready release asks for votes again', () => {
    given(...ready)
      .when(unticked('tried'))
      .then(
        { type: 'ItemUnticked', reason: 'the date is wrong' },
        { type: 'PreparationStarted', lacks: ['checklist'] },
      );
  });
  it('of one in the queue leaves the queue', () => {
    const queued: Step[] = [
      ...ready,
      { type: 'LaneNews', events: [{ type: 'LaneTaken', release: 'other' }] },
      deployedBy(OWNER),
    ];
    expect(given(...queued).release.status).toBe('queued');
    given(...queued)
      .when(unticked('tried'))
      .thenInLane({ type: 'LaneLeft' });
  });
  it('right before the start stops the start', () => {
    given(...ready, deployedBy(OWNER), unticked('tried'))
      .when(started())
      .then();
  });
  it('changes nothing where it is optional', () => {
    given(withItems(item('nice', { required: false })), ticked('nice'), approved)
      .when(unticked('nice'))
      .leaves('polling');
  });
});

describe('evidence', () => {
  const withEvidence = (evidence: ItemEvidence, plan = {}): Release =>
    given(planned('minor', 'production', { ...plan, terms: { checklist: [of(evidence)] } }), approved)
      .release;
  const isTicked = (release: Release) => {
    const [first] = release.terms.checklist ?? [];
    return first !== undefined && tickOf(first, release, T0).is === 'by-evidence';
  };

  it.each<[string, ItemEvidence, object, boolean]>([
    ['the last approval', { is: 'approvals' }, {}, true],
    ['a tag that was found', { is: 'tag' }, {}, true],
    ['a tag nobody could look for', { is: 'tag' }, { commit: null }, false],
    ['the compiled runbook', { is: 'runbook' }, {}, true],
    ['a version to go back to', { is: 'way-back' }, {}, true],
    ['a first version', { is: 'way-back' }, { running: null }, false],
    ['a plan that says who is told', { is: 'plan', parts: ['communication'] }, {}, true],
    ['a plan that names no milestones', { is: 'plan', parts: ['communication', 'milestones'] }, {}, false],
    ['triggers that watch', { is: 'triggers' }, {}, true],
  ])('%s: ticked or not', (_, evidence, plan, expected) => {
    const release = withEvidence(evidence, plan);
    expect(isTicked(release)).toBe(expected);
    expect(release.status).toBe(expected ? 'polling' : 'preparing');
  });
  it('is recorded with its time when the release goes on', () => {
    const { release } = given(withItems(of({ is: 'approvals' })), waited(HOUR), approved);
    expect(release.passed).toEqual([{ item: 'approvals', evidence: { is: 'approvals' }, since: T0 + HOUR }]);
  });
  it('stays as it was recorded once the deploy has begun', () => {
    const { release } = given(
      withItems(of({ is: 'approvals' })),
      approved,
      allGo,
      deployedBy(OWNER),
      started(),
    );
    const later = { ...release, approvals: { ...release.approvals, completedAt: null } };
    expect(isTicked(later)).toBe(true);
  });
  it('may be doubted: an item that is unticked waits for a hand', () => {
    const doubted = given(withItems(of({ is: 'tag' })), approved).when(unticked('tag', 'wrong branch'));
    expect(doubted.after.release?.status).toBe('preparing');
    given(withItems(of({ is: 'tag' })), approved, unticked('tag'))
      .when(ticked('tag'))
      .leaves('polling');
  });
  it('of the rollout comes with the rollout', () => {
    const during = ['poll', 'started', 'phases'].map(is => of({ is } as ItemEvidence, { when: 'during' }));
    const begin = [withItems(...during), approved, allGo, deployedBy(OWNER), started()];
    const ids = ({ terms, ...release }: Release) =>
      (terms.checklist ?? [])
        .filter(it => tickOf(it, { terms, ...release }, T0).is === 'by-evidence')
        .map(({ id }) => id);
    expect(ids(given(...begin).release)).toEqual(['poll', 'started']);
    expect(ids(given(...begin, done('check', 'install'), canaryUpTo(100)).release)).toEqual([
      'poll',
      'started',
      'phases',
    ]);
  });
  it('of a stage that does not apply is there', () => {
    const [none] = given(deploying).release.runbook.notApplicable;
    if (!none) throw new Error('every stage applies');
    expect(isTicked({ ...withEvidence({ is: 'stage', stage: none.stage }) })).toBe(true);
  });
});

describe('the lists that ship', () => {
  const places = ENVIRONMENTS.flatMap(environment => RELEASE_TYPES.map(type => ({ environment, type })));
  const strategy = whole.release.strategies.canary;
  if (!strategy) throw new Error('there is no canary');
  const itemsOf = (place: (typeof places)[number]) =>
    termsFor(whole, { service: 'checkout', ...place }, strategy).checklist ?? [];

  it('need a hand for eight items at most', () => {
    for (const place of places) {
      const byHand = itemsOf(place).filter(({ tickedBy }) => tickedBy === null);
      expect(byHand.length).toBeLessThanOrEqual(8);
    }
  });
  it('are asked of minor and major releases to production, and of nobody else', () => {
    const asked = places.filter(place => itemsOf(place).length > 0);
    expect(asked).toEqual([
      { environment: 'production', type: 'minor' },
      { environment: 'production', type: 'major' },
    ]);
  });
  it('have something in every group, before, during and after', () => {
    const items = itemsOf({ environment: 'production', type: 'major' });
    expect(new Set(items.map(({ group }) => group)).size).toBe(7);
    expect(new Set(items.map(({ when }) => when)).size).toBe(3);
  });
});

describe('after completion', () => {
  const closing = { roles: ['product', 'qa'], remindAfterMs: 24 * HOUR };
  const plan = planned('minor', 'production', {
    terms: { closing, checklist: [item('tidy', { when: 'after' })] },
  });
  const over: Step[] = [plan, carriedOut];
  const accepts = (by: string, ...roles: string[]): Step => ({ type: 'Accept', by, roles });
  const reports = (by: string, what: string, ...roles: string[]): Step => ({
    type: 'ReportProblem',
    by,
    roles,
    what,
  });
  const reminder = { type: 'RemindClosing' } as const;

  it('each role that is asked accepts, in a word of its own', () => {
    given(...over)
      .when(accepts('pia', 'product', 'development'))
      .then({ type: 'ReleaseAccepted', by: 'pia', role: 'product' });
  });
  it('a problem that is reported needs words', () => {
    given(...over)
      .when(reports('quin', ' ', 'qa'))
      .refuses('reason-missing', { deed: 'problem' });
  });
  it('a problem stands until the same role accepts', () => {
    const { release } = given(...over, reports('quin', 'receipts are empty', 'qa'));
    expect(release.closing.answers).toMatchObject([
      { is: 'problem', role: 'qa', what: 'receipts are empty' },
    ]);
    expect(
      given(...over, reports('quin', 'x', 'qa'), accepts('quin', 'qa')).release.closing.answers,
    ).toMatchObject([{ is: 'accepted', role: 'qa' }]);
  });
  it('whoever speaks for none of the roles is told which are asked', () => {
    given(...over)
      .when(accepts('opal', 'operations'))
      .refuses('not-asked-to-accept', { roles: ['product', 'qa'] });
  });
  it('nobody accepts what is not completed', () => {
    given(plan, approved).when(accepts('pia', 'product')).refuses('wrong-state', { deed: 'accept' });
  });
  it('what is left to do is reminded of once', () => {
    const late = [...over, accepts('pia', 'product'), waited(24 * HOUR)];
    given(...late)
      .when(reminder)
      .then({ type: 'ClosingReminded', items: ['tidy'], roles: ['qa'] });
    given(...late, reminder)
      .when(reminder)
      .then();
  });
  it('not before its time, and not where nothing is left', () => {
    given(...over, waited(23 * HOUR))
      .when(reminder)
      .then();
    const nothingLeft = [...over, accepts('pia', 'product', 'qa'), ticked('tidy'), waited(24 * HOUR)];
    given(...nothingLeft)
      .when(reminder)
      .then();
    const { situation } = given(...nothingLeft);
    const tasks = due(situation.release as Release, situation).map(({ task }) => task);
    expect(tasks).not.toContain('remind-closing');
  });
  it('is due the time the policy says after completion', () => {
    const { situation, release } = given(...over);
    expect(due(release, situation)).toContainEqual(
      expect.objectContaining({ task: 'remind-closing', dueAt: (release.endedAt ?? 0) + 24 * HOUR }),
    );
  });
});
