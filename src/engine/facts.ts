import type { DeployTargets } from '../providers/deploys/port.ts';
import type { MergedChange, SourceControl } from '../providers/source/port.ts';
import type { Environment, Version } from '../release/terms.ts';
import type { Engine } from './engine.ts';

/** What planning wants to know from outside. Whatever could not be learned is said in `problems`, one sentence each. */
export interface PlanningFacts {
  /** What runs there: read from the target, else what the releases tell; null when nothing is deployed. */
  running: Version | null;
  /** The commit behind the tag; null when there is no repository or it could not be learned. */
  commit: string | null;
  /** True only when the source host answered and knows no such tag. */
  tagMissing: boolean;
  /** Merged since the running version, oldest first. */
  changes: MergedChange[];
  problems: string[];
}

export interface Subject {
  service: string;
  environment: Environment;
  version: Version;
  repository: string | null;
}

/** Asks target and source host side by side, each with its own deadline; never throws. */
export type Facts = (subject: Subject) => Promise<PlanningFacts>;

const DEADLINE_MS = 4_000;

export function planningFacts(from: {
  engine: Pick<Engine, 'lane'>;
  targets: DeployTargets;
  source: SourceControl | null;
}): Facts {
  return async subject => {
    const problems: string[] = [];
    const or = <T>(promise: Promise<T>, what: string, otherwise: T): Promise<T> =>
      promise.catch(error => {
        problems.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
        return otherwise;
      });
    const signal = () => AbortSignal.timeout(DEADLINE_MS);
    const { service, environment, version, repository } = subject;
    const read = async () => from.targets(service, environment).read(signal());
    const [lane, seen, commit] = await Promise.all([
      from.engine.lane({ service, environment }),
      or(read(), 'The running version could not be read', null),
      repository && from.source
        ? or(from.source.commitOf(repository, version, signal()), 'The tag could not be checked', undefined)
        : undefined,
    ]);
    const running = seen ? seen.version : (lane.current?.version ?? null);
    const changes =
      repository && from.source && running && commit
        ? await or(
            from.source.mergedSince(repository, running, version, signal()),
            'Merged changes could not be listed',
            [],
          )
        : [];
    return { running, commit: commit ?? null, tagMissing: commit === null, changes, problems };
  };
}
