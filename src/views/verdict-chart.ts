import type { ChartLine, ChartPanel, LineChart } from '../providers/pictures/port.ts';
import type { Course, CoursePoint, Panel } from '../release/course.ts';
import type { Version } from '../release/terms.ts';
import type { Words } from '../words/words.ts';
import { cut, LIMITS } from './limits.ts';

export interface Compared {
  canary: Version;
  baseline: Version | null;
}

/** The chart of a course, whoever draws it. */
export function verdictChart(course: Course, versions: Compared, words: Words): LineChart {
  const panels = course.panels.map(panel => panelOf(panel, course, versions, words));
  const altText = course.panels.map((panel, index) => describe(panels[index], panel, words)).join(' ');
  return { altText: cut(altText, LIMITS.altText), panels };
}

function panelOf(panel: Panel, course: Course, { canary, baseline }: Compared, words: Words): ChartPanel {
  const { chart } = words;
  const { measure, limit } = panel;
  const points = panel.points.filter(point => point.canary !== null || point.baseline !== null);
  const categories = points.map(({ from }) => clock(from - course.zero, course.stepMs));
  const unit = unitOf(panel);
  const scaled = (value: number | null) => rounded(value === null || unit === 's' ? value : value * 1000);
  const line = (name: string, seenIn: (point: CoursePoint) => number | null): ChartLine => ({
    name: cut(name, LIMITS.chart.name),
    values: points.map(point => scaled(seenIn(point))),
  });
  // Also where the last measurement is a little older than the verdict.
  const at = points.findLastIndex(({ from }) => from < course.verdictAt);
  return {
    title: cut(chart.title(measure, unit), LIMITS.chart.title),
    yLabel: cut(chart.axis(measure, unit), LIMITS.chart.axis),
    xLabel: cut(chart.time, LIMITS.chart.axis),
    categories,
    canary: line(chart.canary(canary), point => point.canary),
    baseline:
      baseline === null || points.every(point => point.baseline === null)
        ? null
        : line(chart.baseline(baseline), point => point.baseline),
    limit:
      limit === null
        ? null
        : { name: cut(chart.limit(limit, measure), LIMITS.chart.name), value: scaled(limit) ?? limit },
    marks: course.phases.flatMap(({ since, percent }) => {
      const index = points.findIndex(({ from }) => from + course.stepMs > since);
      return index < 0 ? [] : [{ index, label: chart.phase(percent) }];
    }),
    verdict: at < 0 ? null : { index: at, label: chart.verdict },
  };
}

/** Latencies that stay below a second read better in milliseconds. */
function unitOf({ measure, points, limit }: Panel): 's' | 'ms' {
  if (measure.kind !== 'latency') return 's';
  const values = points.flatMap(({ canary, baseline }) => [canary ?? 0, baseline ?? 0]);
  return Math.max(limit ?? 0, ...values) < 1 ? 'ms' : 's';
}

/** More digits than anybody can see would only blow the message up. */
const rounded = (value: number | null): number | null =>
  value === null ? null : Number(value.toPrecision(4));

/** `4:05`, `1:02:00`, `0:01.5` where stretches are shorter than a second: none of it needs a time zone. */
export function clock(ms: number, stepMs: number): string {
  const tenths = Math.round(Math.max(0, ms) / 100);
  if (stepMs < 1_000)
    return `${Math.floor(tenths / 600)}:${((tenths % 600) / 10).toFixed(1).padStart(4, '0')}`;
  const seconds = Math.round(Math.max(0, ms) / 1000);
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** In the figures that were measured: their words choose a unit of their own. */
function describe(
  chart: ChartPanel | undefined,
  { measure, points }: Panel,
  { chart: words }: Words,
): string {
  if (!chart) return '';
  const facts = (line: ChartLine | null, seenIn: (point: CoursePoint) => number | null) => {
    const seen = points.flatMap(point => seenIn(point) ?? []);
    const last = seen.at(-1);
    if (!line || last === undefined) return [];
    return [
      { name: line.name, last: words.value(last, measure), highest: words.value(Math.max(...seen), measure) },
    ];
  };
  const lines = [
    ...facts(chart.canary, point => point.canary),
    ...facts(chart.baseline, point => point.baseline),
  ];
  return words.described(chart.title, lines, chart.limit?.name ?? null);
}
