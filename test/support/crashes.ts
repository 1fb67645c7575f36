import { describe, expect, inject, it } from 'vitest';
import { comesTo, comesToRest, effectsOn, expectNothingWrong, sendOut } from './crash-script.ts';
import { type CrashStage, openCrashStage } from './crash-stage.ts';
import type { Cue } from './cue.ts';
import { type Lives, liveOn } from './lives.ts';

/**
 * Every life ends at the first commit of events it comes to: right after it and, every sixth one, right
 * before it. An append and all it entails is one statement, so there is nothing in between.
 */
const aroundEveryAppend = (life: number): Cue => ({
  at: life % 6 === 1 ? 'before-append' : 'after-append',
  nth: 1,
});

/**
 * The first life marks a message as being sent and never calls Slack, so it is looked for in vain for a
 * minute. Each further one ends between Slack and the note of it; the first message that such a life notes is
 * the one the last life left open.
 */
const aroundSlack = (life: number): Cue =>
  life === 1 ? { at: 'after-sending', nth: 1 } : { at: 'before-sent', nth: life === 2 ? 1 : 2 };

const TIMEOUT_MS = 580_000;

/** The crash tests of one storage mode. */
export function crashesOn(kind: CrashStage['kind']): void {
  describe(`a process on ${kind} storage that is killed`, () => {
    async function onStage(
      cueOf: (life: number) => Cue | null,
      act: (stage: CrashStage, lives: Lives) => Promise<void>,
    ): Promise<void> {
      const stage = await openCrashStage(kind, {
        postgresUrl: inject('postgresUrl'),
        redisUrl: inject('redisUrl'),
        databaseImage: inject('databaseImage'),
      });
      const lives = liveOn(stage, cueOf);
      try {
        await act(stage, lives);
      } finally {
        await lives.stop().catch(() => {});
        await stage.close();
      }
    }

    it(
      'right after every event, and right before many, carries a release to its end, each step once',
      () =>
        onStage(aroundEveryAppend, async (stage, lives) => {
          await lives.during(sendOut(stage, '1.4.0'));
          await comesTo(lives, stage, { version: '1.4.0', status: 'completed' });
          await comesToRest(lives);
          await lives.stop();
          expect(await effectsOn(stage)).toEqual([
            'install 1.4.0',
            'shift 25 % to 1.4.0',
            'shift 100 % to 1.4.0',
          ]);
          expect(await stage.shares()).toEqual({ '1.3.0': 0, '1.4.0': 100 });
          const [release, ...others] = await expectNothingWrong(stage);
          expect(others).toEqual([]);
          const after = lives.deaths.filter(({ met }) => met === 'after-append');
          expect(after.flatMap(({ events }) => events)).toEqual(
            expect.arrayContaining(release?.events ?? []),
          );
          expect(lives.deaths.length).toBeGreaterThan(1.1 * after.length);
        }),
      TIMEOUT_MS,
    );

    it(
      'right after every event, and right before many, still takes a bad version back, each part once',
      () => {
        const inDeploy = (life: number) => (life === 1 ? null : aroundEveryAppend(life));
        return onStage(inDeploy, async (stage, lives) => {
          await stage.arrange({ behaviours: { '1.4.1': { errorPercent: 60 } } });
          await sendOut(stage, '1.4.1');
          await lives.kill();
          await comesTo(lives, stage, { version: '1.4.1', status: 'rolled-back' });
          await comesToRest(lives);
          await lives.stop();
          expect(await effectsOn(stage)).toEqual([
            'install 1.4.1',
            'shift 25 % to 1.4.1',
            'shift 0 % to 1.4.1',
            'restore 1.3.0',
          ]);
          expect(await stage.shares()).toEqual({ '1.3.0': 100 });
          const [release, ...others] = await expectNothingWrong(stage);
          expect(others).toEqual([]);
          const events = release?.events ?? [];
          expect(events.filter(type => type === 'RollbackStarted')).toHaveLength(1);
          const cut = lives.deaths.flatMap(each => each.events);
          expect(cut).toEqual(expect.arrayContaining(events.slice(events.indexOf('BakeStarted'))));
        });
      },
      TIMEOUT_MS,
    );

    it(
      'right before it calls Slack, or before it notes that it did, loses no message and says none twice',
      () =>
        onStage(aroundSlack, async (stage, lives) => {
          await lives.during(sendOut(stage, '1.4.0'));
          await comesTo(lives, stage, { version: '1.4.0', status: 'completed' });
          await comesToRest(lives);
          await lives.stop();
          expect(lives.deaths.length).toBeGreaterThan(5);
          expect(await expectNothingWrong(stage)).toMatchObject([{ status: 'completed' }]);
        }),
      TIMEOUT_MS,
    );
  });
}
