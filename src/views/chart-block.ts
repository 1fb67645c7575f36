import type { ImageBlock, KnownBlock } from '@slack/types';
import type { ChartLine, ChartPanel, LineChart } from '../providers/pictures/port.ts';
import { cut, LIMITS } from './limits.ts';

/**
 * Slack's own chart. @slack/types 3.2 does not know it yet:
 * https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block
 */
export interface DataVisualizationBlock {
  type: 'data_visualization';
  title: string;
  chart: {
    type: 'line';
    series: { name: string; data: { label: string; value: number }[] }[];
    axis_config: { categories: string[]; x_label: string; y_label: string };
  };
}

/**
 * A block per panel, two at most as Slack takes no more in a message. Every series must have a value in every
 * category, so stretches in which one version was not measured are left out.
 */
export const chartBlocks = (chart: LineChart): KnownBlock[] =>
  chart.panels
    .slice(0, LIMITS.chart.perMessage)
    .flatMap(panel => chartBlock(panel) ?? [])
    // The union of @slack/types lacks it.
    .map(block => block as unknown as KnownBlock);

/** A chart that was uploaded as a picture. */
export const pictureBlock = (fileId: string, altText: string): ImageBlock => ({
  type: 'image',
  slack_file: { id: fileId },
  alt_text: cut(altText, LIMITS.altText),
});

function chartBlock(panel: ChartPanel): DataVisualizationBlock | null {
  const lines = [panel.canary, ...(panel.baseline ? [panel.baseline] : [])];
  const shown = panel.categories
    .flatMap((_, index) => (lines.every(({ values }) => values[index] != null) ? [index] : []))
    .slice(-LIMITS.chart.categories);
  if (shown.length < 2) return null;
  const categories = shown.map(index => labelOf(panel, index));
  const series = ({ name, values }: ChartLine) => ({
    name,
    data: shown.map((index, at) => ({ label: categories[at] ?? '', value: values[index] ?? 0 })),
  });
  const { limit } = panel;
  const level = limit && { name: limit.name, values: panel.categories.map(() => limit.value) };
  return {
    type: 'data_visualization',
    title: panel.title,
    chart: {
      type: 'line',
      series: [...lines, ...(level ? [level] : [])].map(series),
      axis_config: { categories, x_label: panel.xLabel, y_label: panel.yLabel },
    },
  };
}

/** Slack's chart has no marks of its own, so the label of the stretch says what happened in it. */
function labelOf({ categories, marks, verdict }: ChartPanel, index: number): string {
  const shares = marks.filter(mark => mark.index === index).map(({ label }) => `→${label}`);
  const notes = [...shares.slice(-1), ...(verdict?.index === index ? [verdict.label] : [])];
  return cut([categories[index] ?? '', ...notes].join(' '), LIMITS.chart.label);
}
