import { expect, it } from 'vitest';
import { onEveryStage } from './stage/on-every-stage.ts';
import { until } from './stage/reading.ts';

onEveryStage(stage => {
  it('an emergency while Slack takes nothing is carried out, pages after ten seconds, and is told once when Slack is back', async () => {
    const lane = await stage.nextLane();
    await lane.as('ana').types('start v1.4.0 minor test --strategy patient');
    await lane.card('1.4.0', /25\s?%/);
    await until({
      for: 'a quarter of the traffic to move',
      look: async () => ((await lane.shares('testing'))['1.4.0'] === 25 ? true : undefined),
      instead: async () => JSON.stringify(await lane.shares('testing')),
    });

    stage.workspace.faults.random({ seed: 1, share: 1, kinds: ['503'], on: 'methods' });
    await lane.as('george').types('/rollback now');
    await until({
      for: 'the traffic to be back',
      look: async () => ((await lane.shares('testing'))['1.3.0'] === 100 ? true : undefined),
      instead: async () => JSON.stringify(await lane.shares('testing')),
    });
    // Whoever rolls back by hand is there: that pages nobody, unless Slack tells nobody.
    await stage.onCall.paged(/Rolling back 1\.4\.0 → 1\.3\.0/);

    stage.workspace.faults.random(undefined);
    await lane.card('1.4.0', /Rolled back/, 90_000);
    await lane.news(/Rolling back 1\.4\.0 → 1\.3\.0/);
    // Once more on a guess at most, where Slack answered with an error and nothing could be looked up.
    const told = lane.allNews().filter(text => /Rolling back 1\.4\.0/.test(text));
    expect(told.length).toBeLessThanOrEqual(2);
    expect(stage.onCall.pages(/Rolling back 1\.4\.0/)).toHaveLength(1);
  }, 180_000);
});
