import { OperationRefused, type Running, TargetUnavailable } from '../port.ts';
import { type Carrier, sharesOf } from './journaled-target.ts';
import { isDoneBy } from './notes.ts';
import type { Deployment } from './shapes.ts';
import type { Workload } from './workload.ts';

/** One Deployment whose pods are replaced: whatever is installed takes over the traffic. */
export function inPlace(workload: Workload, firstReplicas: number): Carrier {
  const replicasOf = ({ spec }: Deployment): number => spec.replicas || firstReplicas;
  return {
    can: { shift: false, granularityPercent: 100, run: false },

    async prepare(operation, signal) {
      const { id, kind, version } = operation;
      if (kind !== 'install' && kind !== 'restore') {
        const cannot = kind === 'shift' ? 'cannot divide the traffic of one Deployment' : 'has no actions';
        throw new OperationRefused('rejected', `the kubernetes target refuses ${id}: it ${cannot}`);
      }
      const deployment = await workload.find(signal);
      workload.forbidUnfit(deployment, operation);
      const before = workload.imageIn(deployment.spec.template);
      const verb = kind === 'install' ? 'installing' : 'restoring';
      return [`${verb} ${version} in ${workload.ref.what}, which has ${before}`];
    },

    async advance(operation, _, signal) {
      const deployment = await workload.find(signal);
      if (isDoneBy(deployment, operation)) return workload.stand(deployment, signal);
      const change = operation.kind === 'install' ? workload.install : workload.undo;
      await change(deployment, operation, replicasOf(deployment), signal);
      return { is: 'running', note: `the image of ${operation.version} is set` };
    },

    async stop(operation, signal) {
      await workload.pause(await workload.find(signal), operation, signal);
    },

    async read(signal): Promise<Running> {
      const deployment = await workload.find(signal);
      if (deployment.spec.replicas === 0) return { version: null, shares: {} };
      const ready = new Map<string, number>();
      for (const { spec, status } of await workload.replicaSets(deployment, signal)) {
        if (!status.readyReplicas) continue;
        const version = workload.versionIn(spec.template);
        if (version === null) {
          const image = workload.imageIn(spec.template);
          throw new TargetUnavailable(
            `${workload.ref.what} runs \`${image}\`, which is not of the form the policy gives for its image`,
          );
        }
        ready.set(version, (ready.get(version) ?? 0) + status.readyReplicas);
      }
      return sharesOf(ready, workload.ref.what);
    },
  };
}
