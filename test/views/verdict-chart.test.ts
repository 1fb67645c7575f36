import { describe, expect, it } from 'vitest';
import { problemsWithBlocks } from '../../sandbox/workspace/block-rules.ts';
import type { Course, Measure } from '../../src/release/course.ts';
import { chartBlocks, type DataVisualizationBlock, pictureBlock } from '../../src/views/chart-block.ts';
import { clock, verdictChart } from '../../src/views/verdict-chart.ts';
import { english } from '../../src/words/english.ts';

const T = 1_700_000_000_000;
const STEP = 30_000;
const versions = { canary: '1.4.1', baseline: '1.3.0' };

/** Stretches one after the other, as pairs of canary and baseline. */
function course(
  pairs: [number | null, number | null][],
  { measure = { kind: 'failed' } as Measure, limit = 3 as number | null } = {},
): Course {
  const points = pairs.map(([canary, baseline], index) => ({ from: T + index * STEP, canary, baseline }));
  return {
    zero: T,
    stepMs: STEP,
    panels: [{ measure, limit, points }],
    phases: [
      { step: 'traffic-5', percent: 5, since: T + 5_000 },
      { step: 'traffic-25', percent: 25, since: T + STEP },
    ],
    verdictAt: T + pairs.length * STEP,
  };
}
const native = (it: Course) =>
  chartBlocks(verdictChart(it, versions, english)) as unknown as DataVisualizationBlock[];

describe('the chart of a verdict', () => {
  it('shows both versions and the limit, with the unit in title and axis', () => {
    const [block] = native(
      course([
        [0.5, 0.4],
        [8, 0.5],
        [9, 0.4],
      ]),
    );
    expect(block).toMatchObject({
      title: 'Failed requests (%)',
      chart: {
        type: 'line',
        axis_config: {
          y_label: '% of requests',
          x_label: 'minutes:seconds since first traffic',
        },
      },
    });
    const values = block?.chart.series.map(({ name, data }) => [name, ...data.map(({ value }) => value)]);
    expect(values).toEqual([
      ['new 1.4.1', 0.5, 8, 9],
      ['stable 1.3.0', 0.4, 0.5, 0.4],
      ['limit 3%', 3, 3, 3],
    ]);
  });

  it('says on the time axis when the share changed and when the verdict fell', () => {
    const [block] = native(
      course([
        [1, 1],
        [2, 1],
        [3, 1],
      ]),
    );
    expect(block?.chart.axis_config.categories).toEqual(['0:00 →5%', '0:30 →25%', '1:00 verdict']);
  });

  it('gives every series a value in every category, as Slack wants it', () => {
    const [block] = native(
      course([
        [1, 1],
        [null, 1],
        [2, null],
        [3, 1],
      ]),
    );
    const { categories } = block!.chart.axis_config;
    expect(categories).toHaveLength(2);
    for (const { data } of block!.chart.series) expect(data.map(({ label }) => label)).toEqual(categories);
  });

  it('keeps gaps where it is drawn as a picture', () => {
    const [panel] = verdictChart(
      course([
        [1, 1],
        [null, 1],
        [2, null],
        [3, 1],
      ]),
      versions,
      english,
    ).panels;
    expect(panel?.canary.values).toEqual([1, null, 2, 3]);
    expect(panel?.baseline?.values).toEqual([1, 1, null, 1]);
    expect(panel?.marks).toEqual([
      { index: 0, label: '5%' },
      { index: 1, label: '25%' },
    ]);
    expect(panel?.verdict).toEqual({ index: 3, label: 'verdict' });
  });

  it('marks the last stretch that was measured where the verdict fell after it', () => {
    const late = course([
      [1, 1],
      [2, 1],
    ]);
    const [panel] = verdictChart({ ...late, verdictAt: late.verdictAt + 3 * STEP }, versions, english).panels;
    expect(panel?.verdict).toEqual({ index: 1, label: 'verdict' });
  });

  it('has one line where nothing runs beside it', () => {
    const alone = course([
      [1, null],
      [2, null],
    ]);
    expect(native(alone)[0]?.chart.series.map(({ name }) => name)).toEqual(['new 1.4.1', 'limit 3%']);
    const { panels } = verdictChart(alone, { canary: '1.4.1', baseline: null }, english);
    expect(panels[0]?.baseline).toBeNull();
  });

  it('tells those who cannot see it where the lines end and how high they went', () => {
    const { altText } = verdictChart(
      course([
        [0.5, 0.4],
        [9, 0.6],
        [8, 0.5],
      ]),
      versions,
      english,
    );
    expect(altText).toBe(
      'Failed requests (%). new 1.4.1: 8% at the end, 9% at most; stable 1.3.0: 0.5% at the end, 0.6% at most; limit 3%.',
    );
  });

  it.each([
    ['slow answers', { kind: 'slow', seconds: 0.5 }, 'Answers slower than 500 ms (%)', 'limit 2%'],
    ['latency', { kind: 'latency', quantile: 0.95 }, 'P95 latency (seconds)', 'limit 2 sec'],
    ['a figure of its own', { kind: 'figure', name: 'queue_depth' }, 'queue_depth', 'limit 2'],
  ] as [string, Measure, string, string][])('names %s', (_, measure, title, limit) => {
    const [block] = native(
      course(
        [
          [1, 1],
          [2, 1],
        ],
        { measure, limit: 2 },
      ),
    );
    expect(block?.title).toBe(title);
    expect(block?.chart.series.at(-1)?.name).toBe(limit);
  });

  it('gives latencies that stay below a second in milliseconds', () => {
    const measure: Measure = { kind: 'latency', quantile: 0.95 };
    const quick = course(
      [
        [0.0264, 0.025],
        [0.031, 0.027],
      ],
      { measure, limit: 0.5 },
    );
    const [block] = native(quick);
    expect(block?.title).toBe('P95 latency (milliseconds)');
    expect(block?.chart.axis_config.y_label).toBe('milliseconds');
    expect(block?.chart.series.map(({ data }) => data.at(-1)?.value)).toEqual([31, 27, 500]);
    expect(verdictChart(quick, versions, english).altText).toContain('new 1.4.1: 31 ms at the end');
  });

  it('is no block with fewer than two stretches to show', () => {
    expect(
      native(
        course([
          [1, 1],
          [null, 1],
        ]),
      ),
    ).toEqual([]);
  });

  it('is taken by Slack however long the names are, native and as a picture', () => {
    const long = { canary: `2024.11.27-rc.${'1'.repeat(80)}`, baseline: `2024.11.26-rc.${'1'.repeat(80)}` };
    const figure: Measure = { kind: 'figure', name: 'agent_failures_'.repeat(20) };
    const many = course(
      Array.from({ length: 20 }, (_, n) => [n / 3, 1] as [number, number]),
      { measure: figure },
    );
    const chart = verdictChart({ ...many, panels: [...many.panels, ...many.panels] }, long, english);
    expect(problemsWithBlocks(chartBlocks(chart), 'message')).toEqual([]);
    expect(problemsWithBlocks([pictureBlock('F012345678', 'x'.repeat(5000))], 'message')).toEqual([]);
  });
});

it.each([
  [0, 1_000, '0:00'],
  [65_000, 1_000, '1:05'],
  [3_725_000, 30_000, '1:02:05'],
  [65_250, 500, '1:05.3'],
])('%i ms into the rollout, in stretches of %i ms, is written %s', (ms, stepMs, written) => {
  expect(clock(ms, stepMs)).toBe(written);
});
