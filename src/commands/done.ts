import type { LaneName } from '../engine/engine.ts';
import { missingApprovals } from '../release/approvals.ts';
import type { Plan } from '../release/plan.ts';
import { silentRoles } from '../release/poll.ts';
import type { Release, ReleaseEvent } from '../release/state.ts';

/** Where it goes: `checkout 1.4.0 → production`. */
export const titleOf = ({
  service,
  version,
  environment,
}: Pick<Plan, 'service' | 'version' | 'environment'>) => `*${service} ${version}* → ${environment}`;

const placeOf = ({ service, environment }: LaneName) => `${service} in ${environment}`;

/** What the asker reads when it was done, with what comes next. The card and the notices tell the others. */
export const done = {
  planned: (release: Release) =>
    `${titleOf(release.plan)} is planned as \`${release.id}\`. ${nextOf(release)}`,
  revised: (release: Release) =>
    `The plan of ${titleOf(release.plan)} is changed; what was approved before has to be approved again. ${nextOf(release)}`,
  approved: (release: Release) => `Your approval of ${titleOf(release.plan)} counts. ${nextOf(release)}`,
  rejected: ({ plan }: Release) =>
    `${titleOf(plan)} is rejected. Its owner <@${plan.owner}> can change the plan with \`/release edit\`.`,
  saidGo: (release: Release, events: ReleaseEvent[]) =>
    events.length > 0
      ? `GO noted for ${titleOf(release.plan)}. ${nextOf(release)}`
      : `Your GO for ${titleOf(release.plan)} was noted already. ${nextOf(release)}`,
  saidNoGo: ({ plan }: Release) =>
    `NO-GO noted: ${titleOf(plan)} is held. Its owner <@${plan.owner}> decides how it goes on.`,
  reopened: ({ plan }: Release) => `The poll about ${titleOf(plan)} is open again.`,
  deployAsked: (release: Release) => nextOf(release),
  paused: ({ plan, rollout }: Release, events: ReleaseEvent[]) =>
    events.length > 0
      ? `${titleOf(plan)} is paused at ${rollout?.traffic ?? 0} % of the traffic. \`/release resume\` goes on; it is watched all the same.`
      : `${titleOf(plan)} is paused already.`,
  resumed: ({ plan }: Release) => `${titleOf(plan)} goes on.`,
  promoted: ({ plan }: Release) => `The bake is over: ${titleOf(plan)} goes on with the next phase.`,
  retried: ({ plan }: Release) => `The step of ${titleOf(plan)} that failed is tried again.`,
  aborted: ({ plan, status, rollback }: Release) =>
    status === 'rolling-back' && rollback
      ? `${titleOf(plan)} had changed the target already, so it is rolled back to ${rollback.to}.`
      : `${titleOf(plan)} is aborted; nothing was changed on the target.`,
  rollingBack: ({ plan, rollback }: Release) =>
    `${titleOf(plan)} is being rolled back to ${rollback?.to ?? 'the version before'}. \`/rollback status\` shows how far it is.`,
  tookOver: ({ plan }: Release) =>
    `The rollback of ${titleOf(plan)} is in your hands now; ${placeOf(plan)} stays locked until somebody unlocks it.`,
  locked: (place: LaneName, by: string, reason: string, until: number | null) =>
    `:lock: <@${by}> locked ${placeOf(place)}${until === null ? '' : ` until ${dateOf(until)}`}: ${plain(reason)}`,
  unlocked: (place: LaneName, by: string) => `:unlock: <@${by}> unlocked ${placeOf(place)}.`,
  byHand: 'rolled back by hand',
};

/** What has to happen now, and by whom. */
function nextOf(release: Release): string {
  const { plan, terms, status, poll, turn } = release;
  switch (status) {
    case 'approving': {
      const { seats, mandatory } = terms.approvals
        ? missingApprovals(terms.approvals, release.approvals.given)
        : { seats: 0, mandatory: [] };
      const among = mandatory.length > 0 ? `, among them ${mandatory.join(', ')}` : '';
      return `${seats} ${seats === 1 ? 'approval is' : 'approvals are'} still missing${among}.`;
    }
    case 'polling': {
      const silent = terms.poll && poll ? silentRoles(terms.poll, poll) : [];
      return `The Go/No-Go is open; ${silent.join(', ') || 'nobody'} has not answered yet.`;
    }
    case 'ready':
      return `It is ready: its owner <@${plan.owner}> deploys it with \`/release deploy\`.`;
    case 'held':
      return 'It is held; `/release status` says why.';
    case 'queued':
      return `${titleOf(plan)} is in the queue${turn.waitingFor ? `, waiting for the ${turn.waitingFor}` : ''}; it starts by itself when its turn comes.`;
    case 'starting':
    case 'deploying':
      return `${titleOf(plan)} is starting; the card shows how far it is.`;
    default:
      return '`/release status` shows how it stands.';
  }
}

const dateOf = (at: number) =>
  `<!date^${Math.floor(at / 1000)}^{date_short_pretty} {time}|${new Date(at).toISOString()}>`;

/** What people wrote, so that it can neither mention anybody nor link anywhere. */
const plain = (text: string) =>
  text.slice(0, 500).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
