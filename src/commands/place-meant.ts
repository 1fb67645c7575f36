import type { LaneName } from '../engine/engine.ts';
import { resolveService, servedIn } from '../policy/resolve.ts';
import { isRefusal } from '../release/refusals.ts';
import { ENVIRONMENTS } from '../release/terms.ts';
import type { Desk } from './desk.ts';
import type { Asked } from './intent.ts';
import { misunderstood, Refused } from './misunderstanding.ts';
import { readNaming } from './naming.ts';
import { sentenceOf } from './parse.ts';
import { releaseOfThread } from './which-release.ts';

/**
 * The service and environment somebody means: those of the button's or the thread's release, else those
 * that are named; the service may be the channel's, the environment its only one.
 * @throws Refused, Misunderstood
 */
export async function placeMeant(
  asked: Asked,
  says: string,
  desk: Desk,
): Promise<{ place: LaneName; said: string }> {
  const policy = desk.policy();
  const naming = readNaming(asked.words, policy);
  const said = sentenceOf(naming.rest);
  const named = naming.service !== null || naming.environment !== null;
  const id = asked.about?.r ?? naming.id ?? (named ? null : await releaseOfThread(asked, desk));
  const release = id ? await desk.engine.load(id) : null;
  if (release) return { place: placeOf(release.plan), said };
  const { channel, channelName } = asked;
  const found = resolveService(policy, {
    named: naming.service,
    channel: channel ? { id: channel, name: channelName ?? undefined } : null,
  });
  if (isRefusal(found)) throw new Refused(found);
  const served = ENVIRONMENTS.filter(environment => found.environments[environment]);
  const environment = naming.environment ?? (served.length === 1 ? served[0] : undefined);
  if (!environment) throw misunderstood('argument-missing', { what: 'environment', says });
  const place = servedIn(policy, found.name, environment);
  if (isRefusal(place)) throw new Refused(place);
  return { place: { service: found.name, environment }, said };
}

const placeOf = ({ service, environment }: LaneName): LaneName => ({ service, environment });
