import { afterEach, describe, expect, it } from 'vitest';
import {
  type DeployTarget,
  type Operation,
  OperationRefused,
  type OperationState,
} from '../../../src/providers/deploys/port.ts';
import { soon } from '../local-server.ts';

/**
 * A target with something behind it that obeys these versions: `…-fails` ends badly after printing
 * `no such artefact`, `…-hangs` runs until it is cancelled, anything else succeeds and prints `installing <version>`.
 * Where it can run actions there is just one, `backup`, which prints `running backup` and leaves the versions alone.
 */
export interface Rig {
  target: DeployTarget;
  /** How often the operation was really carried out. */
  effects(id: string): Promise<number>;
  close(): Promise<void>;
}

let last = 0;

export const anOperation = (over: Partial<Operation> = {}): Operation => ({
  id: `checkout-1.4.0-ab.install.${++last}`,
  kind: 'install',
  service: 'checkout',
  environment: 'production',
  version: '1.4.0',
  against: '1.3.2',
  percent: 0,
  fence: 1,
  ...over,
});

export const ended = async (target: DeployTarget, operation: Operation): Promise<OperationState> => {
  await expect
    .poll(async () => (await target.check(operation, soon())).is, { timeout: 10_000, interval: 30 })
    .not.toBe('running');
  return target.check(operation, soon());
};

export const deployTargetConformance = (name: string, open: () => Promise<Rig>): void => {
  describe(`a deploy target by ${name}`, () => {
    const rigs: Rig[] = [];
    const rigged = async (): Promise<Rig> => {
      const rig = await open();
      rigs.push(rig);
      return rig;
    };
    afterEach(async () => {
      for (const rig of rigs.splice(0)) await rig.close();
    });

    it('does not know an operation that was never started', async () => {
      const { target } = await rigged();
      const operation = anOperation();
      expect(await target.check(operation, soon())).toEqual({ is: 'absent' });
      expect(await target.output(operation, 0, soon())).toBe('');
    });

    it('shows an operation once its start has returned, and its end', async () => {
      const { target, effects } = await rigged();
      const operation = anOperation();
      await target.start(operation, soon());
      expect((await target.check(operation, soon())).is).toMatch(/running|succeeded/);
      expect((await ended(target, operation)).is).toBe('succeeded');
      expect(await effects(operation.id)).toBe(1);
    });

    it('carries an operation out once, however often and however simultaneously it is started', async () => {
      const { target, effects } = await rigged();
      const operation = anOperation();
      await Promise.all([1, 2, 3].map(() => target.start(operation, soon())));
      expect((await ended(target, operation)).is).toBe('succeeded');
      await target.start(operation, soon());
      expect((await target.check(operation, soon())).is).toBe('succeeded');
      expect(await effects(operation.id)).toBe(1);
    });

    it('tells why an operation failed', async () => {
      const { target } = await rigged();
      const operation = anOperation({ version: '1.4.0-fails' });
      await target.start(operation, soon());
      const state = await ended(target, operation);
      expect(state.is).toBe('failed');
      expect(state).toHaveProperty('why', expect.stringContaining('no such artefact'));
    });

    it('stops a running operation, which then has failed', async () => {
      const { target } = await rigged();
      const operation = anOperation({ version: '1.4.0-hangs' });
      await target.start(operation, soon());
      expect((await target.check(operation, soon())).is).toBe('running');
      await target.cancel(operation, soon());
      expect((await ended(target, operation)).is).toBe('failed');
    });

    it('leaves an ended operation and an unknown one alone when they are cancelled', async () => {
      const { target } = await rigged();
      const operation = anOperation();
      await target.start(operation, soon());
      await ended(target, operation);
      await target.cancel(operation, soon());
      expect((await target.check(operation, soon())).is).toBe('succeeded');
      const unknown = anOperation();
      await target.cancel(unknown, soon());
      expect((await target.check(unknown, soon())).is).toBe('absent');
    });

    it('reads nothing, then the shares, then the version that was restored', async () => {
      const { target } = await rigged();
      expect((await target.read(soon())).version).toBeNull();
      const share = !target.can.shift || target.can.granularityPercent === 100 ? 100 : 25;
      for (const [kind, version, against, percent] of [
        ['restore', '1.3.2', null, 100],
        ['install', '1.4.0', '1.3.2', 0],
        ...(target.can.shift ? ([['shift', '1.4.0', '1.3.2', share]] as const) : []),
      ] as const) {
        const operation = anOperation({ kind, version, against, percent });
        await target.start(operation, soon());
        expect((await ended(target, operation)).is).toBe('succeeded');
      }
      const { version, shares } = await target.read(soon());
      expect(version).toBe(share > 50 ? '1.4.0' : '1.3.2');
      expect(shares['1.4.0']).toBe(share);
      // Whether the other one stays beside it depends on the target.
      expect(shares['1.3.2'] ?? 0).toBe(100 - share);
      const back = anOperation({ kind: 'restore', version: '1.3.2', against: '1.4.0' });
      await target.start(back, soon());
      await ended(target, back);
      expect(await target.read(soon())).toEqual({ version: '1.3.2', shares: { '1.3.2': 100 } });
    });

    it('carries out an action by its name and leaves the versions alone, or refuses it for good', async () => {
      const { target, effects } = await rigged();
      const restore = anOperation({ kind: 'restore', version: '1.3.2', against: null, percent: 100 });
      await target.start(restore, soon());
      await ended(target, restore);
      const before = await target.read(soon());
      const backup = anOperation({ kind: 'run', action: 'backup', with: { keepDays: '7' } });
      if (target.can.run) {
        await target.start(backup, soon());
        expect((await ended(target, backup)).is).toBe('succeeded');
        expect(await target.output(backup, 0, soon())).toContain('running backup');
        expect(await effects(backup.id)).toBe(1);
      }
      const refused = target.can.run ? anOperation({ kind: 'run', action: 'no-such-action' }) : backup;
      const refusal = await target.start(refused, soon()).catch(error => error);
      expect(refusal).toBeInstanceOf(OperationRefused);
      expect(refusal.reason).toBe('rejected');
      expect((await target.check(refused, soon())).is).toBe('absent');
      expect(await target.read(soon())).toEqual(before);
    });

    it('gives the output from an offset on', async () => {
      const { target } = await rigged();
      const operation = anOperation();
      await target.start(operation, soon());
      await ended(target, operation);
      const whole = await target.output(operation, 0, soon());
      expect(whole).toContain('installing 1.4.0');
      expect(await target.output(operation, 4, soon())).toBe(whole.slice(4));
      expect(await target.output(operation, whole.length, soon())).toBe('');
    });

    it('refuses a late operation of a decision that was superseded, and never begins it', async () => {
      const { target, effects } = await rigged();
      const newer = anOperation({ fence: 8 });
      await target.start(newer, soon());
      await ended(target, newer);
      const late = anOperation({ fence: 7 });
      const refusal = await target.start(late, soon()).catch(error => error);
      expect(refusal).toBeInstanceOf(OperationRefused);
      expect(refusal.reason).toBe('superseded');
      expect((await target.check(late, soon())).is).toBe('absent');
      expect(await effects(late.id)).toBe(0);
    });

    it('keeps a known operation known when a later decision has come', async () => {
      const { target } = await rigged();
      const first = anOperation({ fence: 3 });
      await target.start(first, soon());
      await ended(target, first);
      const newer = anOperation({ fence: 4 });
      await target.start(newer, soon());
      await ended(target, newer);
      await target.start(first, soon());
      expect((await target.check(first, soon())).is).toBe('succeeded');
    });

    it('begins nothing when the call was given up beforehand', async () => {
      const { target, effects } = await rigged();
      const operation = anOperation();
      await expect(target.start(operation, AbortSignal.abort())).rejects.toThrow('given up');
      expect((await target.check(operation, soon())).is).toBe('absent');
      expect(await effects(operation.id)).toBe(0);
    });

    it('takes ids with any characters apart', async () => {
      const { target, effects } = await rigged();
      const ids = [
        'a/../b.install.1',
        'checkout-1.4.0+7-ab.install.1',
        'ä?x=1#y.install.1',
        `${'long'.repeat(70)}.install.1`,
      ];
      for (const id of ids) {
        const operation = anOperation({ id });
        expect((await target.check(operation, soon())).is).toBe('absent');
        await target.start(operation, soon());
        expect((await ended(target, operation)).is).toBe('succeeded');
        expect(await effects(id)).toBe(1);
      }
    });
  });
};
