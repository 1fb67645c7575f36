import { type Refusal, refuse } from '../../release/refusals.ts';
import type { Release } from '../../release/state.ts';
import type { GroupName, PersonId } from '../../release/terms.ts';
import type { StartFacts } from '../../release/turn.ts';
import { ClaimLost, type Duty, type DutyOfWorkers, type Hand, reasonOf } from '../duty.ts';

/** What has to be known before a deploy starts could not be learned. */
export class FactUnknown extends Error {
  override readonly name = 'FactUnknown';
  readonly what: string;

  constructor(what: string, cause: unknown) {
    super(`${what}: ${reasonOf(cause)}`, { cause });
    this.what = what;
  }
}

/** The release has its turn: look at the facts, then start. Nothing is assumed from when it was planned. */
const startDeploy: Duty = async ({ releaseId }, hand) => {
  const release = await hand.engine.load(releaseId);
  if (release?.status !== 'starting') return undefined;
  await hand.tell({ type: 'StartDeploy', facts: await factsOf(release, hand) });
  return undefined;
};

async function factsOf(release: Release, hand: Hand): Promise<StartFacts> {
  const { service, environment } = release.plan;
  const [running, commit, groups] = await Promise.all([
    learn('what runs there now', async () => {
      const target = hand.targets(service, environment);
      return (await hand.call(signal => target.read(signal))).version;
    }),
    learn('the commit behind the tag', () => commitOf(release, hand)),
    learn('who belongs to the groups that approved', () => groupsOfApprovers(release, hand)),
  ]);
  return { running, commit, groups, digest: hand.digestWith(release, commit) };
}

async function learn<T>(what: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw error instanceof ClaimLost ? error : new FactUnknown(what, error);
  }
}

async function commitOf({ plan }: Release, { source, call }: Hand): Promise<string | null> {
  const { repository, version } = plan;
  if (repository === null) return null;
  if (source === null) throw new Error(`no source host is configured for ${repository}`);
  return call(signal => source.commitOf(repository, version, signal));
}

async function groupsOfApprovers(release: Release, hand: Hand): Promise<Record<PersonId, GroupName[]>> {
  const people = release.approvals.given.map(approval => approval.by);
  const groups = await Promise.all(
    people.map(async person => [person, await hand.groupsOf(person)] as const),
  );
  return Object.fromEntries(groups);
}

/** What cannot be learned holds the release; its owner decides when to try again. */
function refusalFor(error: unknown): Refusal {
  return error instanceof FactUnknown
    ? refuse('facts-unknown', { what: error.what, why: reasonOf(error.cause) })
    : refuse('facts-unknown', { what: 'whether it may start', why: reasonOf(error) });
}

export const startDeployDuty: DutyOfWorkers = {
  carryOut: startDeploy,
  onTrouble: async (_task, { tell }, error) => {
    await tell({ type: 'HoldDeploy', why: refusalFor(error) });
  },
};
