import { expect, it } from 'vitest';
import { openEngine } from '../../src/engine/open-engine.ts';
import { loadPolicy } from '../../src/policy/load-policy.ts';
import { applyFreezes } from '../../src/wiring/freezes.ts';
import { policyFolder } from '../policy/policy-folder.ts';
import { onEveryStore } from '../support/database.ts';

const FREEZE =
  'freezes: [{ name: new-year, reason: Nobody is here, from: 2027-12-30T18:00:00Z, until: 2028-01-03T08:00:00Z }]';

onEveryStore(store => {
  it('a freeze of the policy comes, goes and comes again with the policy', async () => {
    await using folder = await policyFolder();
    const engine = openEngine(store.db, { ring: () => {} });
    const reasons = async () => (await engine.organisation()).freezes.map(({ reason }) => reason);
    const without = await loadPolicy(folder.path);
    await folder.edit('release.yml', 'freezes: []', FREEZE);
    const frozen = await loadPolicy(folder.path);

    await applyFreezes(engine, frozen);
    expect(await reasons()).toEqual(['Nobody is here']);
    await applyFreezes(engine, without);
    expect(await reasons()).toEqual([]);
    await applyFreezes(engine, frozen);
    expect(await reasons()).toEqual(['Nobody is here']);
  });

  it('processes that start together set it once', async () => {
    await using folder = await policyFolder();
    await folder.edit('release.yml', 'freezes: []', FREEZE);
    const policy = await loadPolicy(folder.path);
    const engines = [1, 2, 3].map(() => openEngine(store.db, { ring: () => {} }));
    await Promise.all(engines.map(engine => applyFreezes(engine, policy)));
    expect(await engines[0]?.organisation()).toMatchObject({ streamVersion: 1, freezes: [{}] });
  });
});
