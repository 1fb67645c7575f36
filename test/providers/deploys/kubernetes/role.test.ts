import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { kubernetesTarget } from '../../../../src/providers/deploys/kubernetes.ts';
import { soon } from '../../local-server.ts';
import { anOperation, ended } from '../conformance.ts';
import { MODES, type Mode, openCluster, optionsFor } from './rigs.ts';
import { allowedBy, shippedRules } from './roles.ts';
import { createSlots, kubeconfigFor } from './shop.ts';

const OPS = join(import.meta.dirname, '../../../../ops/kubernetes');
const LIMITED = 'tok-limited-2b';

it('the shipped Role allows exactly what the kubernetes target asks for, over all modes', async () => {
  const rules = shippedRules('role.yaml');
  const seen = new Set<string>();
  for (const mode of Object.keys(MODES) as Mode[]) {
    const api = await openCluster({ [LIMITED]: rules });
    try {
      if (mode !== 'in-place') createSlots(api.store);
      MODES[mode].create(api.store);
      const kubeconfig = kubeconfigFor(api.url, LIMITED);
      const target = kubernetesTarget({ ...optionsFor(api, mode), kubeconfig });
      const walk = [
        { kind: 'restore', version: '1.3.2', against: null },
        { kind: 'install', version: '1.4.0' },
        ...(target.can.shift ? [{ kind: 'shift', percent: 100 } as const] : []),
        { kind: 'restore', version: '1.3.2', against: '1.4.0' },
        { kind: 'install', version: '1.5.0-hangs' },
      ] as const;
      for (const [fence, step] of walk.entries()) {
        const operation = anOperation({ ...step, fence: fence + 1 });
        await target.start(operation, soon());
        if (operation.version.endsWith('-hangs')) await target.cancel(operation, soon());
        else expect(await ended(target, operation)).toMatchObject({ is: 'succeeded' });
      }
      expect((await target.read(soon())).version).toBe('1.3.2');
      for (const one of api.seen) seen.add(one);
    } finally {
      await api.close();
    }
  }
  expect([...seen].toSorted()).toEqual(allowedBy(rules).toSorted());
});

it('every manifest that ships is one, and works under the ServiceAccount of the Roles', () => {
  const files = readdirSync(OPS).filter(file => file.endsWith('.yaml'));
  const objects = files.flatMap(file =>
    parseAllDocuments(readFileSync(join(OPS, file), 'utf8')).map(document => {
      expect(document.errors, file).toEqual([]);
      return document.toJS() as {
        kind: string;
        spec?: { template?: { spec: { serviceAccountName: string } } };
      };
    }),
  );
  const accounts = objects.filter(({ kind }) => kind === 'Deployment');
  expect(accounts.map(({ spec }) => spec?.template?.spec.serviceAccountName)).toEqual(['tminus', 'tminus']);
});
