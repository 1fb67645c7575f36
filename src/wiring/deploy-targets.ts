import { join, resolve } from 'node:path';
import { capabilitiesOf } from '../policy/capabilities.ts';
import type { GitHubActionsTarget } from '../policy/github-actions-target.ts';
import type { Policy } from '../policy/policy.ts';
import { withReferences } from '../policy/references.ts';
import type { ActionsTarget, Target } from '../policy/target.ts';
import { gitHubActionsTarget } from '../providers/deploys/github-actions.ts';
import { haproxyTarget } from '../providers/deploys/haproxy.ts';
import { httpTarget } from '../providers/deploys/http.ts';
import { type DeployTarget, type DeployTargets, TargetUnavailable } from '../providers/deploys/port.ts';
import { shellTarget } from '../providers/deploys/shell.ts';
import { gitHubClient } from '../providers/source/github-client.ts';
import type { Environment } from '../release/terms.ts';
import { type ClusterTarget, clusterTargets } from './cluster-targets.ts';
import type { SecretLookUp } from './secrets.ts';

/** Targets as the policy describes them; addresses and credentials are looked up each time. */
export function deployTargets(policy: () => Policy, lookUp: SecretLookUp, dataFolder: string): DeployTargets {
  const gitHub = gitHubTargets();
  const inCluster = clusterTargets();
  return (service, environment, which = 'target') => {
    const known = policy().release.services[service];
    const described = known?.environments[environment]?.[which];
    if (!described) {
      const what = which === 'target' ? 'target' : 'second target for actions';
      throw new TargetUnavailable(`the policy names no ${what} for ${service} in ${environment}`);
    }
    const target = withReferences(described, lookUp);
    const place = { service, environment };
    if (target.kind === 'github-actions') {
      const repository = target.repository ?? known?.repository ?? '';
      return gitHub(which, { ...target, repository, ...place });
    }
    if (target.kind === 'kubernetes' || target.kind === 'argo-rollouts') {
      return inCluster(`${service}/${environment}`, target);
    }
    // Each of the two files its operations in a folder of its own.
    const folder = join(
      resolve(dataFolder),
      which === 'target' ? 'operations' : 'actions',
      service,
      environment,
    );
    return made(target, { ...place, folder });
  };
}

interface Filed {
  service: string;
  environment: Environment;
  folder: string;
}

function made(
  target: Exclude<Target | ActionsTarget, { kind: 'github-actions' | ClusterTarget['kind'] }>,
  filed: Filed,
): DeployTarget {
  if (target.kind === 'http') {
    const {
      kind: _,
      actions: __,
      shift: ___,
      granularityPercent: ____,
      callTimeoutMs: callMs,
      ...rest
    } = target;
    const { service, environment } = filed;
    return httpTarget({ service, environment, ...rest, can: capabilitiesOf(target), timeouts: { callMs } });
  }
  if (target.kind === 'haproxy') {
    const { kind: _, ...rest } = target;
    return haproxyTarget({ ...filed, ...rest });
  }
  const { kind: _, ...rest } = target;
  return shellTarget({ commands: {}, ...filed, ...rest });
}

type GitHubSettings = GitHubActionsTarget & { repository: string; service: string; environment: Environment };

/** A target remembers what it saw of GitHub, whose questions are counted: it is kept until its settings change. */
function gitHubTargets(): (which: 'target' | 'actions', settings: GitHubSettings) => DeployTarget {
  const kept = new Map<string, { settings: string; target: DeployTarget }>();
  return (which, { kind: _, token, apiUrl, callTimeoutMs: callMs, ...rest }) => {
    const place = `${which}/${rest.service}/${rest.environment}`;
    const settings = JSON.stringify({ token, apiUrl, callMs, ...rest });
    const known = kept.get(place);
    if (known?.settings === settings) return known.target;
    const octokit = gitHubClient({
      token,
      isPatient: false,
      ...(apiUrl === undefined ? {} : { baseUrl: apiUrl }),
    });
    const target = gitHubActionsTarget({ ...rest, octokit, timeouts: { callMs } });
    kept.set(place, { settings, target });
    return target;
  };
}
