import type { Paging } from '../providers/paging/port.ts';
import { pageKeyOf } from '../release/page-key.ts';
import type { Release } from '../release/state.ts';
import { type ClaimedNotice, giveUpNotice, markSending, markSent } from '../store/notices.ts';
import { changeOf, pageOf } from '../views/page.ts';
import type { Words } from '../words/words.ts';
import { OUTBOX_LEASE_MS } from './outbox.ts';
import type { NoticeMeans } from './send-notices.ts';
import { type Told, toldBy } from './words-of-notice.ts';

const DEADLINE_MS = 12_000;

/**
 * Tells whoever is on call, or what keeps the list of changes. The dedup key makes a repeated page the same incident, so an
 * unknown outcome is simply tried again. @throws PagingUnavailable
 */
export async function page(notice: ClaimedNotice, means: NoticeMeans): Promise<void> {
  const { db, engine, paging, speech, log } = means;
  if (!paging) {
    log.info({ notice: notice.id, kind: notice.kind }, 'nobody is paged, since paging is not set up');
    await giveUpNotice(db, notice, 'paging is not set up');
    return;
  }
  const told = await toldBy(notice, engine);
  if (!(await markSending(db, notice, OUTBOX_LEASE_MS))) return;
  await tell(notice, told, speech.inChannel(null), paging);
  await markSent(db, notice, { channel: 'paging', ts: pageKeyOf(told.release.id) });
}

function tell(
  { recipient }: ClaimedNotice,
  { event, release, at }: Told,
  words: Words,
  paging: Paging,
): Promise<void> {
  const signal = AbortSignal.timeout(DEADLINE_MS);
  const dedupKey = pageKeyOf(release.id);
  const source = sourceOf(release);
  if (recipient === 'paging:changes')
    return paging.change({ source, at, ...changeOf(event, release, words) }, signal);
  if (event.type === 'IncidentAcknowledged') return paging.acknowledge(dedupKey, signal);
  if (event.type === 'IncidentResolved') return paging.resolve(dedupKey, signal);
  return paging.trigger({ dedupKey, source, links: [], ...pageOf(event, release, words) }, signal);
}

const sourceOf = ({ plan }: Release): string => `${plan.service} ${plan.environment}`;
