import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { argoRolloutsTarget } from '../../src/providers/deploys/argo-rollouts.ts';
import { haproxyTarget } from '../../src/providers/deploys/haproxy.ts';
import { httpTarget } from '../../src/providers/deploys/http.ts';
import { kubernetesTarget } from '../../src/providers/deploys/kubernetes.ts';
import type { DeployTarget } from '../../src/providers/deploys/port.ts';
import { shellTarget } from '../../src/providers/deploys/shell.ts';
import type { Reading } from '../../src/release/watching.ts';
import { voidLeases } from '../../src/store/void-leases.ts';
import { crewOn } from '../jobs/crew.ts';
import { memoryTarget } from '../jobs/memory-target.ts';
import { argoOptions, openArgoRig } from '../providers/deploys/argo-rollouts/rig.ts';
import { anOperation, ended, type Rig } from '../providers/deploys/conformance.ts';
import { openEndpoint } from '../providers/deploys/endpoint.ts';
import { openGitHubRig } from '../providers/deploys/github-rig.ts';
import { openHaproxyRig } from '../providers/deploys/haproxy-rig.ts';
import { openRig as openKubeRig, optionsFor } from '../providers/deploys/kubernetes/rigs.ts';
import { openShellRig } from '../providers/deploys/shell-rig.ts';
import { soon } from '../providers/local-server.ts';
import { deploying } from '../support/builders.ts';
import { type OpenedStore, openStore, resetStore } from '../support/database.ts';
import { RELEASE } from '../support/given.ts';
import { mortal } from '../support/mortal.ts';
import { engineOn } from '../support/on-engine.ts';

interface Place extends Pick<Rig, 'effects' | 'close'> {
  /** The target as a process finds it that has just started: it remembers nothing. */
  afresh(): DeployTarget;
  /** How many changes a restore consists of, where `effects` counts changes; 1 when left out. */
  changesOfRestore?: number;
}

const PLACES: readonly [string, () => Promise<Place>][] = [
  [
    'http',
    async () => {
      const endpoint = await openEndpoint();
      const { url, token } = endpoint;
      return {
        afresh: () => httpTarget({ url, token, service: 'checkout', environment: 'production' }),
        effects: async id => endpoint.carriedOut.filter(one => one === id).length,
        close: endpoint.close,
      };
    },
  ],
  [
    'shell',
    async () => {
      const rig = await openShellRig();
      return { ...rig, afresh: () => shellTarget(rig.options) };
    },
  ],
  [
    'haproxy',
    async () => {
      const rig = await openHaproxyRig();
      return { ...rig, afresh: () => haproxyTarget(rig.options) };
    },
  ],
  [
    'kubernetes',
    async () => {
      const rig = await openKubeRig('http-route');
      // The old version is scaled up, given all traffic, and the bad one is scaled down.
      return {
        ...rig,
        afresh: () => kubernetesTarget(optionsFor(rig.api, 'http-route')),
        changesOfRestore: 3,
      };
    },
  ],
  [
    'argo-rollouts',
    async () => {
      const rig = await openArgoRig();
      return { ...rig, afresh: () => argoRolloutsTarget(argoOptions(rig.api)) };
    },
  ],
  [
    'github-actions',
    async () => {
      const rig = await openGitHubRig();
      return { ...rig, afresh: () => rig.another() };
    },
  ],
];

/** Far more than it takes, so that whatever never ends is found. */
const LIVES_AT_MOST = 120;
const TIMEOUT_MS = 150_000;
/** What the clock of the store skips while there is nothing to do, and how long the target really has meanwhile. */
const SKIP_MS = 500;
const REST_MS = 25;

/** A third of the canary's requests fails, from the first one on. */
const failing = (tick: number): Reading => ({
  canary: [{ key: 'canary', requests: 300 * tick, errors: 100 * tick, buckets: [] }],
  baseline: [{ key: 'baseline', requests: 3_000 * tick, errors: 0, buckets: [] }],
  healthy: true,
  figures: {},
});

describe('a process that dies right after every event, and right before many,', () => {
  let store: OpenedStore;
  beforeAll(async () => {
    store = await openStore('embedded');
  });
  afterAll(() => store.close());

  it.each(PLACES)(
    'still takes a bad version back over %s, each operation once',
    async (_, open) => {
      const { db } = store;
      await resetStore(db);
      const place = await open();
      try {
        const before = anOperation({
          id: 'before.restore.1',
          kind: 'restore',
          version: '1.3.0',
          against: null,
          fence: 0,
        });
        await place.afresh().start(before, soon());
        expect((await ended(place.afresh(), before)).is).toBe('succeeded');

        const outside = engineOn(db);
        await outside.given([deploying]);
        const begunWith = (await outside.eventsOf()).length;
        const status = async () => (await outside.engine.load(RELEASE))?.status;
        const seenAfter: string[] = [];
        let ticks = 0;
        let lives = 0;
        while ((await status()) !== 'rolled-back') {
          lives += 1;
          if (lives > LIVES_AT_MOST)
            throw new Error(`not over after ${lives} lives: ${await outside.eventsOf()}`);
          // As after a boot: nobody is left to finish what the last one claimed.
          await voidLeases(db);
          const at = lives % 3 === 1 ? 'before' : 'after';
          const life = mortal(db, place.afresh(), at);
          const crew = crewOn(life.db, `life-${lives}`, { ...memoryTarget(), target: life.target });
          while (!life.isDead) {
            ticks += 1;
            crew.measure(failing(ticks));
            const claimed = await Promise.race([crew.turn(), life.died.then(() => null)]);
            if (claimed === null || (await status()) === 'rolled-back') break;
            if (claimed.length > 0) continue;
            await outside.wait(SKIP_MS);
            await pause(REST_MS);
          }
          if (life.isDead && at === 'after') seenAfter.push(...(await life.died));
          crew.close();
        }

        const release = await outside.engine.load(RELEASE);
        const history = (await outside.engine.history(RELEASE)).map(({ event }) => event);
        const since: string[] = history.slice(begunWith).map(({ type }) => type);
        // Beside them are those of the lane, which are committed with them.
        expect(seenAfter.filter(type => since.includes(type))).toEqual(since);
        const operations = history.flatMap(event => {
          if (event.type === 'StepStarted') {
            const action = release?.runbook.steps.find(({ id }) => id === event.step)?.action;
            return [{ kind: action?.kind ?? '', id: event.operation }];
          }
          if (event.type !== 'RollbackPartStarted') return [];
          return [{ kind: release?.rollback?.parts[event.part]?.kind ?? '', id: event.operation }];
        });
        expect(operations.map(({ kind }) => kind).filter(kind => kind !== 'check')).toEqual([
          'install',
          'shift',
          'shift',
          'cancel',
          'restore',
          'verify',
        ]);
        const { changesOfRestore = 1 } = place;
        for (const { kind, id } of operations) {
          const times = await place.effects(id);
          // Targets do not count their shifts, or count all of them.
          const expected = { install: 1, restore: changesOfRestore }[kind] ?? Math.min(times, 1);
          expect({ id, times }).toEqual({ id, times: expected });
        }
        expect(await place.afresh().read(soon())).toEqual({ version: '1.3.0', shares: { '1.3.0': 100 } });
      } finally {
        await place.close();
      }
    },
    TIMEOUT_MS,
  );
});
