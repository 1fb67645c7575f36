import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { effectsOn, sendOut } from '../support/crash-script.ts';
import type { Cue } from '../support/cue.ts';
import { peopleIn } from '../support/people.ts';
import { closeServedStages, openServedStage, released } from '../support/served-stage.ts';

closeServedStages();

/** The 6th append of the only worker begins the shift. The install is the first operation, the shift the second. */
const ASLEEP: { moment: string; cue: Cue }[] = [
  {
    moment: 'between recording the shift and asking for it',
    cue: { at: 'after-append', nth: 6, signal: 'SIGSTOP' },
  },
  {
    moment: 'in the very call that asks for the shift',
    cue: { at: 'before-start', nth: 2, signal: 'SIGSTOP' },
  },
];
const WATCHED_MS = 5_000;

describe('a worker that fell asleep while it shifted traffic and wakes after the rollback', () => {
  it.each(ASLEEP)(
    'moves no traffic: asleep $moment',
    async ({ cue }) => {
      const stage = await openServedStage();
      await stage.bot();
      const sleeper = await stage.worker(cue);
      await sendOut(stage, '1.4.0');
      await stage.workspace.waitFor(() => sleeper.met, 120_000);
      await stage.worker();
      await peopleIn(stage.workspace).says('george', '/rollback now 1.4.0');
      await stage.holds(released('1.4.0', 'rolled-back'), 90_000);
      const before = await effectsOn(stage);
      expect(before).toEqual(['install 1.4.0', 'shift 0 % to 1.4.0', 'restore 1.3.0']);

      sleeper.signal('SIGCONT');
      const wokenAt = performance.now();
      while (performance.now() - wokenAt < WATCHED_MS) {
        expect(await stage.shares()).toEqual({ '1.3.0': 100 });
        await pause(50);
      }
      expect(sleeper.isAlive).toBe(true);
      expect(await effectsOn(stage)).toEqual(before);
      expect(sleeper.recorded).not.toContain('StepFailed');
    },
    300_000,
  );
});
