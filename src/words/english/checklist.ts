import type { ItemGroup, ItemTime, Tick } from '../../release/checklist.ts';
import type { RoleAnswer } from '../../release/closing.ts';
import type { ItemEvidence, PlanPart, Sign } from '../../release/item-evidence.ts';
import type { PersonId, RoleName } from '../../release/terms.ts';
import { clause, code, inline, person, when } from '../mrkdwn.ts';
import { formats, terms } from './terms.ts';

const group: Record<ItemGroup, string> = {
  'code and build': 'Code and build',
  'tests and quality': 'Tests and quality',
  'documents and communication': 'Documents and communication',
  'environment and configuration': 'Environment and configuration',
  readiness: 'Readiness',
  verification: 'Verification',
  'closing work': 'Closing work',
};

const time: Record<ItemTime, string> = {
  before: 'Before the Go/No-Go',
  during: 'During the rollout',
  after: 'After completion',
};

const signs: Record<Sign, string> = {
  approvals: 'all approvals are in',
  tag: 'the tag was found',
  runbook: 'the runbook is compiled',
  'way-back': 'there is a way back',
  triggers: 'triggers watch it',
  poll: 'the Go/No-Go ended with GO',
  started: 'it was started, which its channel was told',
  phases: 'every phase is done',
  completed: 'it is completed',
  watched: 'it was watched to the end',
  quiet: 'no trigger fired while it was watched',
  accepted: 'everybody who was asked accepted it',
};

const parts: Record<PlanPart, string> = {
  goal: 'the goal',
  scope: 'what is in it',
  milestones: 'milestones',
  risks: 'risks',
  dependencies: 'dependencies',
  rollback: 'how to go back',
  communication: 'who is told',
  window: 'the window',
};

const names = (all: readonly string[]) => formats.and(all.map(name => inline(name)));

/** Completes “ticked because …”. */
function evidence(it: ItemEvidence): string {
  switch (it.is) {
    case 'plan':
      return `the plan says ${formats.and(it.parts.map(part => parts[part]))}`;
    case 'gates':
      return it.gates.length === 1
        ? `the gate ${names(it.gates)} passed`
        : `the gates ${names(it.gates)} passed`;
    case 'stage':
      return `the stage ${terms.stage[it.stage]} is done or has nothing to do`;
    default:
      return signs[it.is];
  }
}

/** Who may tick it. */
const by = (role: RoleName) => inline(role);

/** The checklist of a release and what is asked after its completion. */
export const checklist = {
  group,
  time,
  evidence,
  title: (title: string) => `Checklist of ${title}`,
  label: 'Checklist',
  closing: 'After completion',
  none: 'The policy asks for no checklist here, so there is nothing to tick.',
  /** For a dry run: what takes a hand, of how many. */
  wouldTick: (byHand: readonly { text: string; role: RoleName }[], of: number) => {
    const all = formats.count(of, { one: 'item', other: 'items' });
    const hands = byHand.map(it => `“${inline(it.text, 120)}” (${inline(it.role)})`);
    return hands.length === 0
      ? `The checklist asks for ${all} before it goes on, all ticked by evidence.`
      : `The checklist asks for ${all} before it goes on; by hand: ${formats.and(hands)}.`;
  },
  count: (ticked: number, of: number) => `${formats.number(ticked)} of ${formats.number(of)} ticked`,
  /** A line of the list: the item and where it stands. */
  line: (it: { id: string; text: string; role: RoleName; required: boolean }, tick: Tick): string => {
    const optional = it.required ? '' : ', optional';
    switch (tick.is) {
      case 'by-hand':
        return `${inline(it.text)}: ${person(tick.by)}, ${when(tick.at, formats)}`;
      case 'by-evidence':
        return `${inline(it.text)}: ${evidence(tick.evidence)}, ${when(tick.since, formats)}`;
      case 'open':
        return tick.taken
          ? `${inline(it.text)} (${code(it.id)}, ${by(it.role)}${optional}): taken back by ${person(tick.taken.by)}: ${clause(tick.taken.reason)}`
          : `${inline(it.text)} (${code(it.id)}, ${by(it.role)}${optional})`;
    }
  },
  /** The same in short, beside a checkbox; plain text. */
  option: (tick: Tick, role: RoleName): string => {
    if (tick.is === 'by-hand') return `ticked by hand · ${role}`;
    return tick.is === 'by-evidence' ? `ticked: ${evidence(tick.evidence)}` : role;
  },
  byKeyboard: `By keyboard: ${code('/release checklist tick <item>')}, ${code('/release checklist untick <item> <reason>')}.`,
  whoMay: (owner: PersonId) => `An item is ticked by whoever speaks for its role, or by ${person(owner)}.`,
  modal: {
    title: 'Checklist',
    submit: 'Save',
    reason: 'Why a tick is taken away',
    reasonHint:
      'Only needed when you take one away. What is required before the Go/No-Go asks for votes anew.',
  },
  changed: (title: string, ticked: number, unticked: number): string => {
    const done = [
      ...(ticked > 0 ? [`${formats.count(ticked, { one: 'item is', other: 'items are' })} ticked`] : []),
      ...(unticked > 0
        ? [`${formats.count(unticked, { one: 'tick is', other: 'ticks are' })} taken away`]
        : []),
    ];
    return done.length === 0
      ? `The checklist of ${title} stood like that already.`
      : `${formats.and(done)} on the checklist of ${title}.`;
  },
  asksAgain: 'It goes back before its Go/No-Go: votes given so far no longer count.',
  leftOpen: (count: number) =>
    `${formats.count(count, { one: 'required item is', other: 'required items are' })} still open; ${code('/release checklist')} shows them.`,

  answer: (it: RoleAnswer): string =>
    it.is === 'accepted'
      ? `${inline(it.role)}: accepted by ${person(it.by)}, ${when(it.at, formats)}`
      : `${inline(it.role)}: problem reported by ${person(it.by)}: ${clause(it.what)}`,
  unanswered: (role: RoleName, who: readonly PersonId[]) =>
    who.length > 0 && who.length <= 5
      ? `${inline(role)}: waiting for ${formats.or(who.map(person))}`
      : `${inline(role)}: waiting`,
  toAccept: (roles: readonly RoleName[]) => `${names(roles)}: accept it or report a problem.`,
  accepted: (title: string, missing: readonly RoleName[]) =>
    missing.length === 0
      ? `You accept ${title}; everybody who is asked has answered.`
      : `You accept ${title}. ${names(missing)} ${missing.length === 1 ? 'has' : 'have'} not answered yet.`,
  problemNoted: (title: string, owner: PersonId) =>
    `The problem with ${title} is noted; ${person(owner)} and the channel are told. ${code('/rollback now')} takes it back at once.`,
};
