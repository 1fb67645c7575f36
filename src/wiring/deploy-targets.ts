import { join, resolve } from 'node:path';
import { capabilitiesOf } from '../policy/capabilities.ts';
import type { Policy } from '../policy/policy.ts';
import { withReferences } from '../policy/references.ts';
import { haproxyTarget } from '../providers/deploys/haproxy.ts';
import { httpTarget } from '../providers/deploys/http.ts';
import { type DeployTargets, TargetUnavailable } from '../providers/deploys/port.ts';
import { shellTarget } from '../providers/deploys/shell.ts';
import type { SecretLookUp } from './secrets.ts';

/** Targets as the policy describes them; addresses and credentials are looked up each time. */
export const deployTargets =
  (policy: () => Policy, lookUp: SecretLookUp, dataFolder: string): DeployTargets =>
  (service, environment) => {
    const known = policy().release.services[service]?.environments[environment];
    if (!known) throw new TargetUnavailable(`the policy names no target for ${service} in ${environment}`);
    const target = withReferences(known.target, lookUp);
    const place = { service, environment };
    if (target.kind === 'shell' || target.kind === 'haproxy') {
      const { kind: _, ...rest } = target;
      const folder = join(resolve(dataFolder), 'operations', service, environment);
      const filed = { ...place, folder };
      return 'slots' in rest ? haproxyTarget({ ...filed, ...rest }) : shellTarget({ ...filed, ...rest });
    }
    const { url, token, callTimeoutMs: callMs } = target;
    const can = capabilitiesOf(target);
    return httpTarget({ ...place, url, token, can, timeouts: { callMs } });
  };
