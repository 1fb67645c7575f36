import type { Logger } from 'pino';
import type { Engine, LaneName } from '../engine/engine.ts';
import { type Protection, ProtectionRefused } from '../providers/protection/port.ts';
import type { SourceControl } from '../providers/source/port.ts';
import { answerProtection, type ProtectionAnswer, together } from '../release/protection.ts';
import type { Release } from '../release/state.ts';
import type { GroupName, PersonId, Version } from '../release/terms.ts';
import type { Database } from '../store/database.ts';
import { answered, type ClaimedRequest, failRequest, putBackRequest } from '../store/protection-requests.ts';
import { releasesOf } from '../store/releases.ts';
import type { Speech } from '../words/speech.ts';
import { reasonOf } from './duty.ts';
import { groupsOfApprovers } from './groups-of-approvers.ts';

export interface ProtectionMeans {
  engine: Engine;
  db: Database;
  protection: Protection;
  /** Null when no source host is configured. */
  source: SourceControl | null;
  lanesBehind(repository: string, environment: string): LaneName[];
  /** Which of these they are in now: approvals are looked at again when they are used. */
  groupsOf(person: PersonId, among: readonly GroupName[]): Promise<GroupName[]>;
  speech: Pick<Speech, 'inChannel'>;
  log: Logger;
}

const CALL_MS = 10_000;
/** Soon after it was asked somebody is likely to look at it; GitHub waits for 30 days. */
const LOOK_AGAIN_MS = { atFirst: 3_000, later: 15_000 };
const AT_FIRST_MS = 3_600_000;
const GIVE_UP_AFTER_MS = 30 * 24 * 3_600_000;
/** GitHub takes ten comments for one job; the answer itself is one. */
const MOST_COMMENTS = 8;
/** The release of a commit is among the latest of its lane. */
const LATEST = 10;

/** Looks whether a job at GitHub can be answered, and answers it, or says how it stands. */
export async function answerRequest(request: ClaimedRequest, means: ProtectionMeans): Promise<void> {
  const { db, protection, speech, log } = means;
  try {
    const answer = await answerTo(request, means);
    const comment = speech.inChannel(null).protection.comment(answer, request.sha);
    const signal = AbortSignal.timeout(CALL_MS);
    if (answer?.is === 'approved') await protection.approve(request, comment, signal);
    else if (answer?.is === 'rejected') await protection.reject(request, comment, signal);
    else return await wait(request, comment, means);
    await answered(db, request, answer.is);
    log.info({ run: request.runId, repository: request.repository, answer: answer.is }, 'a job was answered');
  } catch (error) {
    if (error instanceof ProtectionRefused) return answered(db, request, 'given-up');
    const afterMs = Math.min(300_000, 2_000 * 2 ** Math.min(request.attempts, 10));
    log.warn({ run: request.runId, reason: reasonOf(error) }, 'a job could not be answered');
    await failRequest(db, request, { afterMs, problem: reasonOf(error) });
  }
}

async function wait(
  request: ClaimedRequest,
  comment: string,
  { db, protection }: ProtectionMeans,
): Promise<void> {
  const ageMs = (await db.now()) - request.askedAt;
  if (ageMs > GIVE_UP_AFTER_MS) return answered(db, request, 'given-up');
  const isNews = comment !== request.said && request.comments < MOST_COMMENTS;
  if (isNews) await protection.comment(request, comment, AbortSignal.timeout(CALL_MS));
  const afterMs = ageMs < AT_FIRST_MS ? LOOK_AGAIN_MS.atFirst : LOOK_AGAIN_MS.later;
  await putBackRequest(db, request, { afterMs, ...(isNews ? { said: comment } : {}) });
}

async function answerTo(request: ClaimedRequest, means: ProtectionMeans): Promise<ProtectionAnswer | null> {
  const lanes = means.lanesBehind(request.repository, request.environment);
  const answers = await Promise.all(lanes.map(lane => answerIn(lane, request, means)));
  return together(answers.filter(answer => answer !== null));
}

async function answerIn(
  name: LaneName,
  { sha, repository }: ClaimedRequest,
  { engine, db, source, groupsOf }: ProtectionMeans,
): Promise<ProtectionAnswer | null> {
  const rows = await releasesOf(db, name, LATEST);
  const loaded = await Promise.all(rows.map(({ id }) => engine.load(id)));
  const releases = loaded.filter((release): release is Release => release !== null);
  const [lane, organisation, now] = await Promise.all([engine.lane(name), engine.organisation(), db.now()]);
  const to = releases.find(({ status }) => status === 'rolling-back')?.rollback?.to;
  const known = new Map<Version, string | null>();
  for (const { plan } of releases.toReversed()) known.set(plan.version, plan.commit);
  if (to !== undefined && !known.has(to) && source)
    known.set(to, await source.commitOf(repository, to, AbortSignal.timeout(CALL_MS)));
  const asked = releases.find(({ plan }) => plan.commit === sha);
  const groups = asked?.status === 'ready' ? await groupsOfApprovers(asked, groupsOf) : {};
  const commitOf = (version: Version) => known.get(version) ?? null;
  return answerProtection(sha, releases, { commitOf, groups }, { lane, organisation, now });
}
