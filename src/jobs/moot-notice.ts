import type { Engine } from '../engine/engine.ts';
import { hasSpoken } from '../release/asking.ts';
import { emptyOrganisation } from '../release/organisation.ts';
import type { Release } from '../release/state.ts';
import { couldSpeak, sayOf } from '../release/voices.ts';
import type { ClaimedNotice } from '../store/notices.ts';
import type { Scene } from '../views/scene.ts';

/** Kinds that want something of one person, which may be over before they are sent. */
const WANTS: readonly string[] = ['ApproversAsked', 'ApproversReminded'];

/**
 * Whether an approval is asked of somebody from whom it is no longer wanted: the plan has changed, the round is over,
 * they have spoken, or they left the group meanwhile. Of a group that cannot be read everybody is still taken for asked.
 */
export async function isMoot(
  {
    kind,
    recipient,
    releaseId,
    eventVersion,
  }: Pick<ClaimedNotice, 'kind' | 'recipient' | 'releaseId' | 'eventVersion'>,
  { engine, sceneOf }: { engine: Pick<Engine, 'load'>; sceneOf(release: Release): Promise<Scene> },
): Promise<boolean> {
  if (!WANTS.includes(kind)) return false;
  const [then, present] = await Promise.all([engine.load(releaseId, eventVersion), engine.load(releaseId)]);
  if (!then || !present) return false;
  const isSameRound =
    present.status === 'approving' &&
    present.digest === then.digest &&
    present.approvals.openedAt === then.approvals.openedAt;
  if (!isSameRound) return true;
  const person = /^(?:person|mail):([^/]+)$/.exec(recipient)?.[1];
  if (person === undefined) return false;
  return hasSpoken(present, person) || !(await mayStill(person, present, sceneOf));
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
