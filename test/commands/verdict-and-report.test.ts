import { RespondError } from '@slack/bolt';
import { describe, expect, it } from 'vitest';
import { buttonValue } from '../../src/views/button-value.ts';
import { type FrontDesk, frontDesk } from './front-desk.ts';
import { baking, completed, watchedInStaging } from './stages.ts';

const finding = {
  trigger: 'error rate above 5%',
  action: 'rollback',
  seen: 8,
  limit: 5,
  baseline: 0.4,
  canaryRequests: 200,
  windowMs: 30_000,
} as const;

/** A minute of samples up to now. */
function measured(desk: FrontDesk): void {
  for (let tick = 6; tick > 0; tick -= 1) {
    const counts = (requests: number, errors: number) => ({ requests, errors, buckets: [] });
    desk.samples.push({
      at: desk.engine.now - (tick - 1) * 10_000,
      measurement: { canary: counts(50, 4), baseline: counts(950, 4), healthy: true, figures: {} },
      problem: null,
    });
  }
}

async function takenBack(desk: FrontDesk) {
  const { id } = await baking(desk);
  desk.engine.now += 60_000;
  measured(desk);
  await desk.engine.work(id, { type: 'RecordFinding', finding });
  const { rollback } = await desk.load(id);
  for (const part of rollback?.parts.keys() ?? []) {
    desk.engine.now += 1_000;
    await desk.engine.work(id, { type: 'BeginPart', part });
    const operation = (await desk.load(id)).rollback?.operation?.id ?? '';
    await desk.engine.work(id, { type: 'FinishPart', part, operation, note: '' });
  }
  return desk.load(id);
}

describe('/release show verdict', () => {
  it('explains the latest verdict, with the chart of what was measured', async () => {
    const desk = await frontDesk();
    const { id } = await takenBack(desk);
    const [said] = await desk.types('lena', `/release show ${id} verdict`);
    expect(said?.shown).toMatch(/Error rate above 5%.*\*Why:\*.*seen 8, limit 5.*\*How sure:\*/);
    expect(desk.charts).toHaveLength(1);
    expect(desk.charts[0]?.panels[0]?.canary.values).toEqual([8, 8, 8, 8, 8, 8]);
    expect(said?.forAll).toBe(false);
  });

  it('says so where the measurements are gone, and explains all the same', async () => {
    const desk = await frontDesk();
    const { id } = await takenBack(desk);
    desk.samples.length = 0;
    const [said] = await desk.types('lena', `/release show ${id} verdict`);
    expect(said?.shown).toMatch(/\*Why:\*.*kept for seven days/);
    expect(desk.charts).toEqual([]);
  });

  it.each(['25%', '25 %', '25', 'traffic-25'])('finds the phase that is named %s', async phase => {
    const desk = await frontDesk();
    const { id } = await watchedInStaging(desk);
    const [said] = await desk.types('lena', `/release show ${id} verdict ${phase}`);
    expect(said?.shown).toMatch(/The verdict on 25% of the traffic.*Phase 25% passed/);
    expect(said?.shown).toMatch(/Verdicts of other phases: .*verdict 5%/);
  });

  it('is what a button asks for, too', async () => {
    const desk = await frontDesk();
    const release = await watchedInStaging(desk);
    const [said] = await desk.clicks('lena', 'show', buttonValue(release, { verdict: '5' }));
    expect(said?.shown).toMatch(/The verdict on 5% of the traffic/);
  });

  it('names the phases that had one when another is asked for', async () => {
    const desk = await frontDesk();
    const { id } = await watchedInStaging(desk);
    const [said] = await desk.types('lena', `/release show ${id} verdict 33%`);
    expect(said?.text).toMatch(/`33%` is no phase that had a verdict\. It is one of .*`5%`/);
  });

  it('says that none has fallen yet', async () => {
    const desk = await frontDesk();
    const { id } = await baking(desk);
    const [said] = await desk.types('lena', `/release show ${id} verdict`);
    expect(said?.text).toMatch(/No verdict has fallen on .* yet/);
  });
});

describe('/release report', () => {
  it('gives all that is on record of a rollback, to the asker alone', async () => {
    const desk = await frontDesk();
    const { id } = await takenBack(desk);
    const [said] = await desk.types('lena', `/release report ${id}`);
    expect(said?.forAll).toBe(false);
    const [block] = JSON.parse(said?.shown ?? '[]');
    expect(block.type).toBe('markdown');
    expect(block.text).toMatch(/^# Rollback of checkout 1\.4\.0 to 1\.3\.2 in staging\n/);
    expect(block.text).toMatch(/\*\*Traffic away\*\*: 1 sec after the decision/);
    expect(block.text).toMatch(/checkout \(staging\) is locked by tminus/);
  });

  it('says so where nothing was rolled back', async () => {
    const desk = await frontDesk();
    const { id } = await completed(desk);
    const [said] = await desk.types('lena', `/release report ${id}`);
    expect(said?.text).toMatch(/was not rolled back, so there is no report/);
  });

  it.each([400, 404])('comes in plainer blocks where Markdown is refused (%i)', async status => {
    const desk = await frontDesk();
    const { id } = await takenBack(desk);
    const heard: string[] = [];
    await desk.types('lena', `/release report ${id}`, {
      reply: async ({ blocks }) => {
        if (blocks.some(({ type }) => type === 'markdown')) throw new RespondError('invalid_blocks', status);
        heard.push(JSON.stringify(blocks));
      },
    });
    expect(heard).toHaveLength(1);
    expect(heard[0]).toMatch(/rich_text_preformatted.*# Rollback of checkout/);
  });
});
