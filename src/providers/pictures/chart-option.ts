import type { EChartsOption, LineSeriesOption } from 'echarts';
import type { ChartLine, ChartPanel, LineChart } from './port.ts';

/** Laid out for a thread, where letters have to be read on a phone as well; each panel has a height of its own. */
export const WIDTH_PX = 640;
const PANEL_PX = 300;
/** Painted so much larger, so that it stays sharp. */
export const ZOOM = 1.5;
export const FONT = 'DejaVu Sans';

/**
 * Colours of Okabe and Ito (https://jfly.uni-koeln.de/color), told apart with every kind of colour blindness; the lines
 * differ in width and dots as well. The background is opaque, because Slack shows the same picture on white and on black.
 */
const COLOURS = {
  canary: '#D55E00',
  baseline: '#0072B2',
  limit: '#1D1C1D',
  mark: '#616061',
  grid: '#E0E0E0',
  text: '#1D1C1D',
  background: '#FFFFFF',
} as const;

/** What stands for the limit in the legend; a series without dots would get one there. */
const DASHES = 'path://M0 0h10v2h-10zM15 0h10v2h-10zM30 0h10v2h-10z';

const TEXT_PX = 18;
const SMALL_PX = 16;

export const heightPx = (chart: LineChart): number => PANEL_PX * chart.panels.length;

/** The whole picture, a panel under the other. */
export function chartOption({ panels }: LineChart): EChartsOption {
  const each = <T>(make: (panel: ChartPanel, index: number) => T) => panels.map(make);
  return {
    animation: false,
    backgroundColor: COLOURS.background,
    textStyle: { fontFamily: FONT, color: COLOURS.text, fontSize: SMALL_PX },
    title: each(({ title }, index) => ({
      text: title,
      left: 16,
      top: PANEL_PX * index + 10,
      textStyle: { fontFamily: FONT, fontSize: TEXT_PX, fontWeight: 'bold', color: COLOURS.text },
    })),
    legend: each((panel, index) => ({
      data: linesOf(panel).map(({ name }) => ({
        name: nameIn(index, name),
        ...(name === panel.limit?.name ? { icon: DASHES } : {}),
      })),
      formatter: nameOf,
      right: 16,
      top: PANEL_PX * index + 38,
      itemWidth: 32,
      itemGap: 24,
      textStyle: { fontFamily: FONT, fontSize: SMALL_PX, color: COLOURS.text },
    })),
    grid: each((_, index) => ({
      left: 74,
      right: 24,
      top: PANEL_PX * index + 92,
      height: PANEL_PX - 92 - 62,
    })),
    xAxis: each((panel, index) => ({
      gridIndex: index,
      type: 'category',
      data: panel.categories,
      name: panel.xLabel,
      nameLocation: 'middle',
      nameGap: 32,
      // Room beside the axis for what is written above the first and the last point.
      boundaryGap: true,
      nameTextStyle: { fontSize: SMALL_PX },
      axisLabel: { fontSize: SMALL_PX, hideOverlap: true },
      axisLine: { lineStyle: { color: COLOURS.mark } },
    })),
    yAxis: each(({ yLabel }, index) => ({
      gridIndex: index,
      type: 'value',
      min: 0,
      name: yLabel,
      nameLocation: 'middle',
      nameGap: 50,
      nameTextStyle: { fontSize: SMALL_PX },
      splitNumber: 4,
      axisLabel: { fontSize: SMALL_PX },
      splitLine: { lineStyle: { color: COLOURS.grid } },
    })),
    series: panels.flatMap(seriesOf),
  };
}

/** Series of different panels may be named alike; ECharts' legends would then switch both. */
const nameIn = (panel: number, name: string) => `${panel}:${name}`;
const nameOf = (unique: string) => unique.replace(/^\d+:/, '');

function linesOf({ canary, baseline, limit, categories }: ChartPanel): ChartLine[] {
  const level = limit ? [{ name: limit.name, values: categories.map(() => limit.value) }] : [];
  return [canary, ...(baseline ? [baseline] : []), ...level];
}

function seriesOf(panel: ChartPanel, index: number): LineSeriesOption[] {
  const line = ({ name, values }: ChartLine, style: LineSeriesOption): LineSeriesOption => ({
    type: 'line',
    name: nameIn(index, name),
    data: values.map(value => value ?? '-'),
    xAxisIndex: index,
    yAxisIndex: index,
    connectNulls: false,
    ...style,
  });
  const { canary, baseline, limit, categories } = panel;
  const strokes = {
    canary: line(canary, {
      lineStyle: { color: COLOURS.canary, width: 4 },
      itemStyle: { color: COLOURS.canary },
      symbol: 'circle',
      symbolSize: 9,
      markLine: marksOf(panel),
    }),
    baseline:
      baseline &&
      line(baseline, {
        lineStyle: { color: COLOURS.baseline, width: 3 },
        itemStyle: { color: COLOURS.baseline },
        symbol: 'emptySquare',
        symbolSize: 7,
      }),
    limit:
      limit &&
      line(
        { name: limit.name, values: categories.map(() => limit.value) },
        {
          lineStyle: { color: COLOURS.limit, width: 2, type: 'dashed' },
          itemStyle: { color: COLOURS.limit },
          symbol: 'none',
        },
      ),
  };
  return [strokes.limit, strokes.baseline, strokes.canary].filter(one => one !== null);
}

/** Upright lines where the share changed, and where the verdict fell. */
function marksOf({ marks, verdict }: ChartPanel): NonNullable<LineSeriesOption['markLine']> {
  const upright = (
    at: { index: number; label: string },
    color: string,
    width: number,
    type: 'solid' | 'dotted',
  ) => ({
    xAxis: at.index,
    label: { formatter: at.label, fontSize: SMALL_PX, color, fontFamily: FONT },
    lineStyle: { color, width, type },
  });
  return {
    symbol: 'none',
    silent: true,
    data: [
      ...marks.map(mark => upright(mark, COLOURS.mark, 2, 'dotted')),
      ...(verdict ? [upright(verdict, COLOURS.limit, 3, 'solid')] : []),
    ],
  };
}
