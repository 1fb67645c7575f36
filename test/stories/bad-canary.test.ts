import { expect, it } from 'vitest';
import { onItsWay } from './stage/ceremony.ts';
import { onEveryStage } from './stage/on-every-stage.ts';
import { buttonsOn, readable } from './stage/reading.ts';

onEveryStage(stage => {
  it('a canary that answers with errors is taken back, locked and paged without anybody’s doing', async () => {
    const lane = await stage.nextLane();
    // 1.4.1 of the demo fails 8 % of its requests.
    await onItsWay(lane, '1.4.1', '--strategy watched');

    const started = await lane.news(/Rolling back 1\.4\.1 → 1\.3\.0/);
    expect(readable(started)).toMatch(/automatically|by rule/);
    expect(readable(started)).toMatch(/error rate above 3% over 5 s/);
    expect(readable(started)).toMatch(/\d+ requests/);
    const page = await stage.onCall.paged(/checkout 1\.4\.1 → production: Rolling back 1\.4\.1 → 1\.3\.0/);
    expect(page.event_action).toBe('trigger');

    const back = await lane.card('1.4.1', /Rolled back/);
    expect(readable(back)).toMatch(/1\.3\.0 serves everything again/);
    expect(readable(back)).toMatch(/Locked/);
    expect(buttonsOn(back)).toEqual(['unlock', 'show']);
    await lane.news(/Back on 1\.3\.0 after .*locked until/);
    await lane.as('ana').isTold(/Back on 1\.3\.0/);

    // Why, in the thread and on demand, with the chart; and the report of how it went.
    const found = await lane.thread('1.4.1', /Error rate above 3%.*This rolls back/s);
    expect(readable(found)).toMatch(/Why:.*\n.*Numbers:.*seen \d.*limit 3%.*\n.*How sure:/);
    expect(found.blocks.map(({ type }) => type)).toContain('data_visualization');
    const report = await lane.thread('1.4.1', /Rollback report/);
    expect(readable(report)).toMatch(/Decide.*\n.*Traffic away.*\n.*Restored.*\n.*Verified/);
    const lena = lane.as('lena');
    await lena.types('show verdict');
    const explained = await lena.reads(/The verdict on 50% of the traffic/);
    expect(explained.blocks.at(-1)?.type).toBe('data_visualization');
    await lena.clicks('report', report);
    expect(readable(await lena.reads(/# Rollback of checkout 1\.4\.1 to 1\.3\.0/))).toMatch(/## Timeline/);

    expect(await lane.shares('production')).toMatchObject({ '1.3.0': 100 });
    expect(stage.onCall.pages(/./)).toHaveLength(1);
  });
});
