import { openReview } from '../../release/review.ts';
import type { GroupName, PersonId } from '../../release/terms.ts';
import { type Duty, type Hand, reasonOf } from '../duty.ts';

/** An override was used and nobody has said yet what came of looking back at it. */
export const chaseReview: Duty = async ({ releaseId }, hand) => {
  const release = await hand.engine.load(releaseId);
  if (!release || !openReview(release)) return undefined;
  const groups = release.terms.override?.by ?? [];
  const asks = await Promise.all(groups.map(group => membersOf(group, hand)));
  await hand.tell({ type: 'ChaseReview', asks: [...new Set(asks.flat())] });
  return undefined;
};

/** The owner and the channel are reminded even while Slack does not tell who is in a group. */
async function membersOf(group: GroupName, { membersOf: ask, log }: Hand): Promise<PersonId[]> {
  try {
    return await ask(group);
  } catch (error) {
    log.warn({ group, reason: reasonOf(error) }, 'the members of a group could not be read');
    return [];
  }
}
