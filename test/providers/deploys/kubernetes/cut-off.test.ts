import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { argoRolloutsTarget } from '../../../../src/providers/deploys/argo-rollouts.ts';
import { kubernetesTarget } from '../../../../src/providers/deploys/kubernetes.ts';
import type { DeployTarget, Operation } from '../../../../src/providers/deploys/port.ts';
import { soon } from '../../local-server.ts';
import { argoOptions, openArgoRig } from '../argo-rollouts/rig.ts';
import { anOperation, ended } from '../conformance.ts';
import type { ApiServer } from './api-server.ts';
import { type KubeRig, openRig, optionsFor } from './rigs.ts';

/** More calls than any operation makes in its start. */
const CALLS = 9;

let rig: KubeRig;
afterEach(() => rig.close());

/** The call of this number is carried out, and its answer never arrives. */
function loseAnswer(api: ApiServer, number: number): void {
  let calls = 0;
  api.fault = (_, response) => {
    if (calls++ === number) {
      response.end = (): ServerResponse => {
        response.socket?.destroy();
        return response as ServerResponse;
      };
    }
    return false;
  };
}

describe('an operation whose process dies after any of its calls', () => {
  it.each([
    [
      'in place',
      () => openRig('in-place'),
      (api: ApiServer) => kubernetesTarget(optionsFor(api, 'in-place')),
    ],
    [
      'by HTTPRoute',
      () => openRig('http-route'),
      (api: ApiServer) => kubernetesTarget(optionsFor(api, 'http-route')),
    ],
    ['by Argo Rollouts', () => openArgoRig(), (api: ApiServer) => argoRolloutsTarget(argoOptions(api))],
  ])('%s is carried to its end by the next one, once', async (_, open, another) => {
    rig = await open();
    const { api } = rig;
    let fence = 0;
    const carriedOn = async (over: Partial<Operation>, lost: number | null): Promise<void> => {
      const operation = anOperation({ fence: ++fence, ...over });
      if (lost !== null) loseAnswer(api, lost);
      await another(api)
        .start(operation, soon())
        .catch(() => undefined);
      api.fault = null;
      const next: DeployTarget = another(api);
      if ((await next.check(operation, soon())).is === 'absent') await next.start(operation, soon());
      expect((await ended(next, operation)).is, `${operation.kind} without answer ${lost}`).toBe('succeeded');
      if (operation.kind === 'install') expect(api.done.get(operation.id)).toBe(1);
    };
    await carriedOn({ kind: 'restore', version: '1.0.0', against: null }, null);
    for (let lost = 0; lost < CALLS; lost++) {
      const version = `1.${lost + 1}.0`;
      await carriedOn({ version, against: '1.0.0' }, lost);
      if (rig.target.can.shift) {
        await carriedOn({ kind: 'shift', version, against: '1.0.0', percent: 25 }, lost);
        expect((await rig.target.read(soon())).shares).toEqual({ '1.0.0': 75, [version]: 25 });
      }
      await carriedOn({ kind: 'restore', version: '1.0.0', against: version }, lost);
      expect(await rig.target.read(soon())).toEqual({ version: '1.0.0', shares: { '1.0.0': 100 } });
    }
  });
});
