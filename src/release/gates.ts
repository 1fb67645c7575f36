import { GATES, type GateEvidence, type GateName, type Unavailable } from './gate-evidence.ts';
import { type Gate, judgeGate, type Skip } from './gate-judging.ts';
import { newsOf, withNews } from './gate-recording.ts';
import type { GateRules } from './gate-rules.ts';
import type { Permitted } from './plan.ts';
import { type Refusal, refuse } from './refusals.ts';
import { BEFORE_TURN, type Release, type Status } from './state.ts';
import type { Instant, PersonId } from './terms.ts';

/** What a release knows about its gates. Judged whenever it is asked, because evidence grows old by itself. */
export interface Gates {
  /** From 1; each time all sources are asked anew it grows. */
  round: number;
  /** When this round began. */
  askedAt: Instant;
  /** The newest of each source, measurer and gate. */
  evidence: GateEvidence[];
  /** What sources should have told in their last answer and could not. */
  unavailable: Unavailable[];
  /** What was still being measured when all were asked anew: not known before they have answered. Absent: nothing. */
  pending?: Unavailable[];
  skipped: Skip | null;
}

export type GatesCommand =
  | { type: 'RecordEvidence'; evidence: GateEvidence[]; unavailable: Unavailable[] }
  | { type: 'RerunGates'; by: PersonId }
  /** Left out, it is for every gate that blocks now. */
  | ({ type: 'SkipGates'; reason: string; gates?: GateName[] } & Permitted);

export type GatesEvent =
  | { type: 'EvidenceRecorded'; evidence: GateEvidence[]; unavailable: Unavailable[] }
  | { type: 'GatesRerun'; by: PersonId }
  | { type: 'GatesSkipped'; by: PersonId; reason: string; gates: GateName[] };

export const openGates = (at: Instant): Gates => ({
  round: 1,
  askedAt: at,
  evidence: [],
  unavailable: [],
  skipped: null,
});

/** Evidence is of interest as long as the release may still be kept from starting. */
const BEFORE_START: readonly Status[] = [...BEFORE_TURN, 'starting'];

export const isBeforeStart = ({ status }: Pick<Release, 'status'>): boolean => BEFORE_START.includes(status);

/** Every gate that is required or that some source tells about, in their order; empty without rules. */
export function gatesOf({ terms, gates, plan }: Release, now: Instant): Gate[] {
  const rules = terms.gates;
  if (!rules) return [];
  const known = { ...gates, unavailable: untold(gates, rules), commit: plan.commit };
  const told = new Set<GateName>([
    ...rules.required,
    ...rules.fed,
    ...gates.evidence.map(({ measured }) => measured.gate),
  ]);
  return GATES.filter(name => told.has(name)).map(name => judgeGate(name, rules, known, now));
}

/** What nobody feeds any more nobody will answer about. */
const untold = ({ unavailable, pending = [] }: Gates, { fed }: GateRules): Unavailable[] => [
  ...unavailable,
  ...pending.filter(({ gate }) => fed.includes(gate)),
];

/** Gates some source is still measuring, whatever others have told about them. */
export const measuredNow = ({ gates, terms }: Release): GateName[] =>
  terms.gates
    ? untold(gates, terms.gates).flatMap(({ gate, why }) => (why.because === 'running' ? [gate] : []))
    : [];

export const blocks = ({ required, verdict, skipped }: Gate): boolean =>
  required && verdict.is !== 'passed' && skipped === null;

/** Required gates that have not passed and that nobody skipped. */
export const blockingGates = (release: Release, now: Instant): Gate[] => gatesOf(release, now).filter(blocks);

/** Gates are judged once more right before the start: evidence may have grown old since. */
export function refuseGates(release: Release, now: Instant): Refusal | null {
  const blocking = blockingGates(release, now);
  if (blocking.length === 0) return null;
  const named = (is: 'failed' | 'unknown') =>
    blocking.filter(({ verdict }) => verdict.is === is).map(({ name }) => name);
  return refuse('gates-not-passed', { failed: named('failed'), unknown: named('unknown') });
}

/** Whether sources are to be asked about this release. */
export const isGathering = (release: Release): boolean =>
  isBeforeStart(release) &&
  release.status !== 'rejected' &&
  release.plan.commit !== null &&
  (release.terms.gates?.fed.length ?? 0) > 0;

export function decideGates(command: GatesCommand, release: Release, now: Instant): GatesEvent[] | Refusal {
  const rules = release.terms.gates;
  switch (command.type) {
    case 'RecordEvidence':
      return rules && isBeforeStart(release) ? newsOf(command, release, rules, now) : [];
    case 'RerunGates':
      return rerun(command.by, release);
    case 'SkipGates': {
      if (!command.reason.trim()) return refuse('reason-missing', { deed: 'skip' });
      const gates = command.gates ?? blockingGates(release, now).map(({ name }) => name);
      if (!isBeforeStart(release) || gates.length === 0) return refuse('nothing-to-skip', {});
      return [{ type: 'GatesSkipped', by: command.by, reason: command.reason.trim(), gates }];
    }
  }
}

function rerun(by: PersonId, release: Release): GatesEvent[] | Refusal {
  if (!release.terms.gates) return refuse('no-gates', {});
  if (!isBeforeStart(release)) {
    return refuse('wrong-state', { deed: 'gates rerun', status: release.status, instead: ['gates'] });
  }
  if (release.plan.commit === null) return refuse('no-commit', { version: release.plan.version });
  return [{ type: 'GatesRerun', by }];
}

export function evolveGates(gates: Gates, event: GatesEvent, at: Instant): Gates {
  switch (event.type) {
    case 'EvidenceRecorded':
      return withNews(gates, event);
    case 'GatesRerun':
      // Whoever had nothing to tell is asked anew, or is no source any more.
      return { ...gates, round: gates.round + 1, askedAt: at, unavailable: [], ...pendingOf(gates) };
    case 'GatesSkipped': {
      const { by, reason } = event;
      const before = gates.skipped?.gates ?? [];
      return { ...gates, skipped: { by, reason, at, gates: [...new Set([...before, ...event.gates])] } };
    }
  }
}

/** Asking anew is no way past a source that is still measuring. */
function pendingOf({ unavailable, pending = [] }: Gates): Pick<Gates, 'pending'> {
  const running = [...unavailable.filter(({ why }) => why.because === 'running'), ...pending];
  return running.length > 0 ? { pending: running } : {};
}

/** Required gates that evidence of this event speaks against; `release` is the state after it. */
export const failedIn = (
  { evidence }: Extract<GatesEvent, { type: 'EvidenceRecorded' }>,
  release: Release,
): GateName[] => {
  const newest = Math.max(...evidence.map(({ at }) => at));
  const news = evidence.map(({ measured }) => measured.gate);
  return blockingGates(release, newest)
    .filter(({ name, verdict }) => verdict.is === 'failed' && news.includes(name))
    .map(({ name }) => name);
};

/** After a revision everything is asked anew; evidence of the same commit stays, what was skipped does not. */
export const gatesAfterRevision = (gates: Gates, commit: string | null, at: Instant): Gates => ({
  ...openGates(at),
  round: gates.round + 1,
  evidence: gates.evidence.filter(one => one.commit === commit),
  ...pendingOf(gates),
});

/**
 * When to look at the sources again: often while somebody may be waiting for the answer, ever more seldom later, and
 * only to keep the evidence young once everything has passed.
 */
export function gatherAgainInMs(release: Release, now: Instant): number {
  const gates = gatesOf(release, now);
  const rules = release.terms.gates;
  if (rules && gates.every(({ verdict }) => verdict.is === 'passed'))
    return Math.min(SELDOM_MS, rules.validForMs / 8);
  return Math.min(MOST_MS, Math.max(LEAST_MS, (now - release.gates.askedAt) / 4));
}
const LEAST_MS = 3_000;
const MOST_MS = 600_000;
const SELDOM_MS = 3_600_000;

/** Whether evidence that sources can measure again is about to grow too old. */
export function wantsRenewal({ terms, gates }: Release, now: Instant): boolean {
  const rules = terms.gates;
  if (!rules) return false;
  const old = (at: Instant) => now - at > rules.validForMs * 0.75;
  return old(gates.askedAt) && gates.evidence.some(({ at, source }) => source !== 'ci' && old(at));
}

/** Whether something that was begun to measure for a release may still run though nobody waits for it any more. */
export const leavesMeasuring = ({ status, gates }: Release): boolean =>
  status === 'aborted' &&
  gates.unavailable.some(({ source, why }) => source === 'command' && why.because === 'running');

/** The one task that asks the sources; a new round has a key of its own, so that it is due at once. */
export const gatheringTask = ({ gates }: Pick<Release, 'gates'>): string => `gather-gates/${gates.round}`;
