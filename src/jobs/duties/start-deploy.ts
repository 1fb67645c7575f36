import { countedBetween } from '../../release/counting.ts';
import { criteriaFor, missedIn } from '../../release/criteria.ts';
import { type Refusal, refuse } from '../../release/refusals.ts';
import type { Release } from '../../release/state.ts';
import type { Version } from '../../release/terms.ts';
import type { StartFacts } from '../../release/turn.ts';
import { ClaimLost, type Duty, type DutyOfWorkers, type Hand, reasonOf } from '../duty.ts';
import { groupsOfApprovers } from '../groups-of-approvers.ts';

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
    learn('who belongs to the groups that approved', () => groupsOfApprovers(release, hand.groupsOf)),
  ]);
  const facts = { running, commit, groups, digest: hand.digestWith(release, commit) };
  const unfit = running === null ? null : await unfitness(release, running, hand);
  return unfit ? { ...facts, unfit } : facts;
}

/** Looks at the figures of the version that runs, where the policy says what they must be before a start. */
async function unfitness(release: Release, running: Version, hand: Hand): Promise<StartFacts['unfit']> {
  const criteria = criteriaFor('start', release.terms.watch.success);
  if (criteria.length === 0) return undefined;
  const { service, environment } = release.plan;
  const reading = await learn('whether the service is fit to take a deploy', async () => {
    const source = hand.metrics(service, environment);
    const subject = { service, environment, canary: running, baseline: null };
    return hand.call(signal => source.read(subject, signal));
  });
  const sample = { at: await hand.db.now(), measurement: countedBetween(null, reading), problem: null };
  const { missed, unmeasured } = missedIn(criteria, [sample]);
  const problems = unmeasured.flatMap(measure =>
    measure.kind === 'figure'
      ? [reading.missing?.[measure.figure] ?? `${measure.figure} was not measured`]
      : [],
  );
  return { missed, problems };
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
