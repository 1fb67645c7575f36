import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStage, type Stage } from './stage/open-stage.ts';
import { readable } from './stage/reading.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage('embedded', { unknownBlocks: ['data_visualization', 'markdown'] });
}, 120_000);
afterAll(() => stage?.close());

it('where Slack knows no charts yet the verdict comes with a drawn one, and the report in plain letters', async () => {
  const lane = await stage.nextLane();
  await lane.as('ana').types('start v1.4.1 minor test --strategy watched');
  await lane.news(/Rolling back 1\.4\.1 → 1\.3\.0/);

  const found = await lane.thread('1.4.1', /Error rate above 3%.*This rolls back/s);
  const picture = found.blocks.find(({ type }) => type === 'image');
  expect(picture?.alt_text).toMatch(
    /Failed requests \(%\)\. new 1\.4\.1: .* at the end, .* at most; .*limit 3%/,
  );
  const file = picture?.slack_file as { id: string } | undefined;
  const shown = await fetch(`${stage.workspace.url}/files-pri/${file?.id}`);
  expect(shown.headers.get('content-type')).toBe('image/png');
  expect((await shown.arrayBuffer()).byteLength).toBeGreaterThan(10_000);

  const report = await lane.thread('1.4.1', /Rollback report/);
  const lena = lane.as('lena');
  await lena.clicks('report', report);
  expect(readable(await lena.reads(/# Rollback of checkout 1\.4\.1 to 1\.3\.0 in testing/))).toMatch(
    /Timeline/,
  );
  await lena.types('show verdict 50%');
  await lena.reads(/The verdict on 50% of the traffic/);
  expect(stage.errors()).toEqual([]);
});
