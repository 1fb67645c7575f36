import type { Message } from '../../../sandbox/workspace/state.ts';
import type { Lane } from './lane.ts';

/** Somebody of product_owners, security_team and cto: the three a minor to production needs. */
export const APPROVERS = ['chloe', 'elif', 'hana'] as const;
/** One voter for each role that is polled. */
export const VOTERS = ['julia', 'kofi', 'dmitri', 'george'] as const;

/** Ana plans a minor to production; answers its card. */
export async function planned(lane: Lane, version: string, flags = ''): Promise<Message> {
  const ana = lane.as('ana');
  await ana.types(`start v${version} minor prod ${flags}`);
  await ana.submits({ goal: `What ${version} is for` });
  return lane.card(version, /Waiting for 3 of 3 approvals/);
}

/** Everybody who has to approve does; answers the notice of the poll that opens. */
export async function approved(lane: Lane, version: string): Promise<Message> {
  const card = await lane.card(version, /Waiting for 3 of 3 approvals/);
  await Promise.all(
    APPROVERS.map(async handle => {
      const approver = lane.as(handle);
      await approver.clicks('approve', card);
      await approver.submits();
      await approver.reads(/Your approval of .* counts/);
    }),
  );
  return lane.news(new RegExp(`Go/No-Go: ${lane.service} ${version.replaceAll('.', '\\.')}`));
}

/** Every role says GO. */
export async function voted(lane: Lane, poll: Message): Promise<void> {
  await Promise.all(
    VOTERS.map(async handle => {
      const voter = lane.as(handle);
      await voter.clicks('go', poll);
      await voter.reads(/GO noted/);
    }),
  );
}

/** Every role says GO and Ana presses Deploy. */
export async function deployed(lane: Lane, version: string, poll: Message): Promise<void> {
  await voted(lane, poll);
  await lane.as('ana').clicks('deploy', await lane.card(version, /Ready to deploy/));
}

/** All of it, for stories that begin where a minor is on its way to production. */
export async function onItsWay(lane: Lane, version: string, flags = ''): Promise<void> {
  await planned(lane, version, flags);
  await deployed(lane, version, await approved(lane, version));
}
