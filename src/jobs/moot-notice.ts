import type { Engine } from '../engine/engine.ts';
import { hasSpoken } from '../release/asking.ts';
import { emptyOrganisation } from '../release/organisation.ts';
import { endOf, isMootOnceOver } from '../release/question-end.ts';
import type { Release } from '../release/state.ts';
import { couldSpeak, sayOf } from '../release/voices.ts';
import type { Database } from '../store/database.ts';
import type { ClaimedNotice } from '../store/notices.ts';
import type { Scene } from '../views/scene.ts';
import { personOf } from './person-of-notice.ts';

/** Kinds that want something of one person, which may be over before they are sent. */
const WANTS: readonly string[] = ['ApproversAsked', 'ApproversReminded'];

/** So long nobody takes for stale what a person is told. */
const FRESH_FOR_MS = 60_000;

type Told = Pick<ClaimedNotice, 'kind' | 'recipient' | 'releaseId' | 'eventVersion' | 'createdAt' | 'again'>;

/**
 * Whether an approval is asked of somebody from whom it is no longer wanted: the plan has changed, the round is over,
 * they have spoken, or they left the group meanwhile. Of a group that cannot be read everybody is still taken for asked.
 * Also whether what one person is told after quiet hours, an outage or because they put it off is over meanwhile.
 */
export async function isMoot(
  notice: Told,
  means: {
    engine: Pick<Engine, 'load' | 'lane'>;
    db: Pick<Database, 'now'>;
    sceneOf(release: Release): Promise<Scene>;
  },
): Promise<boolean> {
  const { kind, recipient, releaseId, eventVersion } = notice;
  const { engine, sceneOf } = means;
  if (!WANTS.includes(kind)) return isStale(notice, means);
  const [then, present] = await Promise.all([engine.load(releaseId, eventVersion), engine.load(releaseId)]);
  if (!then || !present) return false;
  const isSameRound =
    present.status === 'approving' &&
    present.digest === then.digest &&
    present.approvals.openedAt === then.approvals.openedAt;
  if (!isSameRound) return true;
  const person = personOf(recipient);
  if (person === null) return false;
  return hasSpoken(present, person) || !(await mayStill(person, present, sceneOf));
}

/** Those whom emergencies and fresh news reach are told at once, whatever came of it in that second. */
async function isStale(
  { kind, recipient, releaseId, eventVersion, createdAt, again }: Told,
  { engine, db }: { engine: Pick<Engine, 'load' | 'lane'>; db: Pick<Database, 'now'> },
): Promise<boolean> {
  const person = personOf(recipient);
  if (person === null || !isMootOnceOver(kind)) return false;
  const now = await db.now();
  if (!again && now - createdAt < FRESH_FOR_MS) return false;
  const [then, present] = await Promise.all([engine.load(releaseId, eventVersion), engine.load(releaseId)]);
  if (!then || !present) return false;
  const lane = await engine.lane(present.plan);
  return endOf(kind, { then, present, lane, person, now }) !== null;
}

async function mayStill(
  person: string,
  release: Release,
  sceneOf: (release: Release) => Promise<Scene>,
): Promise<boolean> {
  const { members, organisation = emptyOrganisation, now } = await sceneOf(release);
  const say = release.terms.approvals ? sayOf(release.terms.approvals) : [];
  const isKnown = say.every(group => members[group] !== undefined);
  return !isKnown || couldSpeak(say, release, members, { organisation, now }).includes(person);
}
