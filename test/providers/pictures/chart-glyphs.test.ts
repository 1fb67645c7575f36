import { writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { GLYPHS } from '../../../src/providers/pictures/chart-glyphs.ts';
import { echartsPictures } from '../../../src/providers/pictures/echarts.ts';
import { chinese } from '../../../src/words/chinese.ts';

const MEASURES = [
  { kind: 'failed' },
  { kind: 'slow', seconds: 1.5 },
  { kind: 'slow', seconds: 0.3 },
  { kind: 'latency', quantile: 0.95 },
] as const;
const { chart } = chinese;

/** Everything a chart is labelled with in Chinese. */
const labels = MEASURES.flatMap(measure => [
  chart.title(measure),
  chart.axis(measure),
  chart.limit(3, measure),
  chart.limit(0.3, measure),
]).concat(chart.time, chart.canary('1.4.0'), chart.baseline('1.3.2'), chart.verdict, chart.phase(5));

it('every Chinese character of a chart is in the font that draws it', () => {
  const wide = new Set([...labels.join('')].filter(character => character > '\u2e80'));
  expect([...wide].filter(character => !GLYPHS.includes(character))).toEqual([]);
});

it('Chinese labels are drawn: a chart with them differs from one with as many characters nobody has', async () => {
  const panel = (title: string) => ({
    title,
    yLabel: '%',
    xLabel: '-',
    categories: ['0:00', '0:30'],
    canary: { name: '1.4.0', values: [0.5, 6] },
    baseline: null,
    limit: null,
    marks: [],
    verdict: null,
  });
  const draw = (title: string) =>
    echartsPictures().draw({ altText: '', panels: [panel(title)] }, AbortSignal.timeout(30_000));
  const [first, second, missing, others] = await Promise.all(
    ['失败', '延迟', '龘靐', '龗爨'].map(title => draw(title)),
  );
  expect(first).not.toEqual(second);
  // What is in no font looks the same, whichever it is.
  expect(missing).toEqual(others);
  if (process.env.SHOTS) await writeFile(`${process.env.SHOTS}/chart.png`, await drawWhole());
});

const drawWhole = () =>
  echartsPictures().draw(
    {
      altText: '',
      panels: [
        {
          title: chart.title(MEASURES[0]),
          yLabel: chart.axis(MEASURES[0]),
          xLabel: chart.time,
          categories: ['0:00', '0:30', '1:00', '1:30'],
          canary: { name: chart.canary('1.4.0'), values: [0.5, null, 6, 8] },
          baseline: { name: chart.baseline('1.3.2'), values: [0.4, 0.5, 0.4, 0.5] },
          limit: { name: chart.limit(3, MEASURES[0]), value: 3 },
          marks: [{ index: 0, label: chart.phase(5) }],
          verdict: { index: 3, label: chart.verdict },
        },
      ],
    },
    AbortSignal.timeout(30_000),
  );
