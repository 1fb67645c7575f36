import type { EvidenceFeed, EvidenceSubject, Gathered, Gathering } from '../../providers/evidence/port.ts';
import type { GateEvidence, Unavailable } from '../../release/gate-evidence.ts';
import {
  gatherAgainInMs,
  gatheringTask,
  isGathering,
  leavesMeasuring,
  wantsRenewal,
} from '../../release/gates.ts';
import type { Release } from '../../release/state.ts';
import { TMINUS } from '../../release/terms.ts';
import { ClaimLost, type Duty, type Hand, reasonOf } from '../duty.ts';

/** A source may have to read many pages; the lease outlasts it. */
const CALL_MS = 8_000;

/** Asks every source for evidence of the release's commit, and comes again until the deploy starts. */
export const gatherGates: Duty = async ({ releaseId, task }, hand) => {
  const release = await hand.engine.load(releaseId);
  if (!release || !isGathering(release) || task !== gatheringTask(release)) return undefined;
  const subject = subjectOf(release);
  if (!subject) return undefined;
  const feeds = hand.evidence(subject.service, subject.environment);
  const answers = await Promise.all(feeds.map(feed => ask(feed, release, subject, hand)));
  const told = await hand.tell({
    type: 'RecordEvidence',
    evidence: answers.flatMap(({ evidence }) => evidence),
    unavailable: answers.flatMap(({ unavailable }) => unavailable),
  });
  if (told.is === 'refused') hand.log.warn({ releaseId, refusal: told.refusal }, 'evidence was refused');
  const now = await hand.db.now();
  const present = told.release ?? release;
  if (wantsRenewal(present, now)) {
    await hand.tell({ type: 'RerunGates', by: TMINUS });
    return undefined;
  }
  return { againInMs: gatherAgainInMs(present, now) };
};

/** What still measures for a release that was aborted is asked to stop. */
export const stopGathering: Duty = async ({ releaseId }, hand) => {
  const release = await hand.engine.load(releaseId);
  const subject = release && leavesMeasuring(release) ? subjectOf(release) : null;
  if (!release || !subject) return undefined;
  const gathering = gatheringOf(subject, release.gates.round);
  for (const feed of hand.evidence(subject.service, subject.environment))
    await hand.call(signal => feed.cancel(gathering, signal), CALL_MS);
  return undefined;
};

function subjectOf({ id, plan }: Release): EvidenceSubject | null {
  const { service, environment, version, running, repository, commit } = plan;
  if (repository === null || commit === null) return null;
  return { release: id, service, environment, version, running, repository, commit };
}

const gatheringOf = (subject: EvidenceSubject, round: number): Gathering => ({
  id: `${subject.release}.gates.${round}`,
  subject,
});

interface Answer {
  evidence: GateEvidence[];
  unavailable: Unavailable[];
}

/** One source's answer. One that cannot be asked leaves its own gates unknown and the others alone. */
async function ask(
  feed: EvidenceFeed,
  { gates: { round } }: Release,
  subject: EvidenceSubject,
  hand: Hand,
): Promise<Answer> {
  const gathering = gatheringOf(subject, round);
  try {
    const seen = await hand.call(signal => feed.check(gathering, signal), CALL_MS);
    if (seen.is !== 'absent') return seen;
    // What an earlier round began would measure for nobody.
    if (round > 1) await hand.call(signal => feed.cancel(gatheringOf(subject, round - 1), signal), CALL_MS);
    const begun: Gathered = await hand.call(signal => feed.start(gathering, signal), CALL_MS);
    return begun.is === 'absent' ? { evidence: [], unavailable: [] } : begun;
  } catch (error) {
    if (error instanceof ClaimLost || hand.signal.aborted) throw error;
    const why = { because: 'trouble', what: reasonOf(error) } as const;
    const { source } = feed;
    return { evidence: [], unavailable: feed.gates.map(gate => ({ gate, source, by: source, why })) };
  }
}
