import type { Block } from '../elements/element.ts';
import { LibraryBlock } from './library-block.tsx';

interface Series {
  name: string;
  data: { label: string; value: number }[];
}

interface LineChart {
  type: string;
  series: Series[];
  axis_config: { categories: string[]; x_label?: string; y_label?: string };
}

const WIDTH = 480;
const HEIGHT = 220;
const INSIDE = { left: 64, right: 16, top: 12, bottom: 48 };
const LABEL_PX = 7;
const GAP_PX = 16;

/** A line chart as Slack draws it: as many labels as fit below, a colour and a dash for each series. */
export function Chart({ block }: { block: Block }) {
  const { title, chart } = block as Block & { title?: string; chart: LineChart };
  if (chart.type !== 'line') return <LibraryBlock block={block} />;
  const { series, axis_config: axis } = chart;
  const values = series.flatMap(({ data }) => data.map(({ value }) => value));
  const top = niceAbove(Math.max(0, ...values));
  const plot = {
    width: WIDTH - INSIDE.left - INSIDE.right,
    height: HEIGHT - INSIDE.top - INSIDE.bottom,
  };
  const x = (index: number) => INSIDE.left + (plot.width * index) / Math.max(1, axis.categories.length - 1);
  const y = (value: number) => INSIDE.top + plot.height * (1 - value / top);
  const middle = INSIDE.left + plot.width / 2;
  return (
    <figure className="chart">
      {title && <figcaption>{title}</figcaption>}
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`${title ?? ''}: ${spoken(series)}`}>
        {[0, 0.25, 0.5, 0.75, 1].map(share => (
          <g key={share}>
            <line
              className="chart-rule"
              x1={INSIDE.left}
              x2={WIDTH - INSIDE.right}
              y1={y(share * top)}
              y2={y(share * top)}
            />
            <text x={INSIDE.left - 6} y={y(share * top) + 4} textAnchor="end">
              {short(share * top)}
            </text>
          </g>
        ))}
        {fitting(axis.categories, x).map(index => (
          <text
            key={index}
            x={x(index)}
            y={HEIGHT - INSIDE.bottom + 16}
            textAnchor={anchorOf(index, axis.categories.length)}
          >
            {axis.categories[index]}
          </text>
        ))}
        <text x={middle} y={HEIGHT - 12} textAnchor="middle">
          {axis.x_label}
        </text>
        <text transform={`translate(12 ${INSIDE.top + plot.height / 2}) rotate(-90)`} textAnchor="middle">
          {axis.y_label}
        </text>
        {series.map(({ name, data }, number) => (
          <polyline
            key={name}
            className={`chart-line chart-line-${number}`}
            points={data.map(({ value }, index) => `${x(index)},${y(value)}`).join(' ')}
          />
        ))}
      </svg>
      <ul className="chart-legend">
        {series.map(({ name }, number) => (
          <li key={name}>
            <svg viewBox="0 0 28 4" aria-hidden="true">
              <line className={`chart-line chart-line-${number}`} x1="0" x2="28" y1="2" y2="2" />
            </svg>
            {name}
          </li>
        ))}
      </ul>
    </figure>
  );
}

const spoken = (series: readonly Series[]) =>
  series.map(({ name, data }) => `${name} ends at ${short(data.at(-1)?.value ?? 0)}`).join(', ');

const short = (value: number) => String(Number(value.toPrecision(3)));

/** 1, 2 or 5 times a power of ten. */
function niceAbove(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 2, 5, 10].find(step => step * power >= value) ?? 10);
}

/** First and last in any case, of the rest those that touch nobody; long ones, which tell of something, first. */
function fitting(categories: readonly string[], x: (index: number) => number): number[] {
  const widthOf = (index: number) => (categories[index] ?? '').length * LABEL_PX;
  const span = (index: number): [number, number] => {
    const anchor = anchorOf(index, categories.length);
    const from = x(index) - { start: 0, middle: 0.5, end: 1 }[anchor] * widthOf(index);
    return [from, from + widthOf(index)];
  };
  const order = categories
    .map((_, index) => index)
    .sort((a, b) => {
      const rank = (index: number) =>
        (index === 0 || index === categories.length - 1 ? -1000 : 0) - widthOf(index);
      return rank(a) - rank(b) || a - b;
    });
  const shown: number[] = [];
  for (const index of order) {
    const [from, to] = span(index);
    const touches = shown.some(other => {
      const [left, right] = span(other);
      return from < right + GAP_PX && to > left - GAP_PX;
    });
    if (!touches) shown.push(index);
  }
  return shown;
}

const anchorOf = (index: number, count: number): 'start' | 'middle' | 'end' =>
  index === 0 ? 'start' : index === count - 1 ? 'end' : 'middle';
