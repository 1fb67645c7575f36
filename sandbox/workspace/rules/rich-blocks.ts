import { type BlockRule, block } from './block-rule.ts';
import {
  all,
  anything,
  type Check,
  flag,
  list,
  may,
  must,
  number,
  oneOf,
  shape,
  someOf,
  string,
  typed,
} from './check.ts';
import { button } from './elements.ts';
import { image, markdownText, richText } from './texts.ts';

// Limits: https://docs.slack.dev/reference/block-kit/blocks; where mirrors of it differ, the smaller one.

const cell: Check = typed(
  () => ({
    raw_text: shape({ type: must(anything), text: must(string(10_000)) }),
    raw_number: shape({ type: must(anything), value: must(anything), text: must(string(255)) }),
    rich_text: richText,
  }),
  'a table cell',
);

const headerCell: Check = (value, at) => {
  typed(() => ({ raw_text: cell, raw_number: cell }), 'a header cell')(value, at);
};

const dataRows: Check = (value, at) => {
  list(list(anything, 1, 20), 2, 101)(value, at);
  if (!Array.isArray(value)) return;
  for (const [row, cells] of value.entries()) {
    if (Array.isArray(cells))
      list(row === 0 ? headerCell : cell, 1, 20)(cells, { ...at, pointer: `${at.pointer}/${row}` });
  }
};

const task = {
  task_id: must(string(255, 1)),
  title: must(string(255, 1)),
  status: must(oneOf('pending', 'in_progress', 'complete', 'error')),
  details: may(richText),
  output: may(richText),
  sources: may(
    list(shape({ type: must(oneOf('url')), url: must(string(3000, 1)), text: must(string(255, 1)) }), 1, 100),
  ),
};

const card = block({
  hero_image: may(image()),
  icon: may(image()),
  title: may(markdownText(150)),
  subtitle: may(markdownText(150)),
  body: may(markdownText(200)),
  actions: may(list(button, 1, 25)),
});

const point: Check = shape({ label: must(string(20, 1)), value: must(number(-1e15, 1e15)) });

const seriesChart: Check = shape({
  type: must(anything),
  series: must(list(shape({ name: must(string(20, 1)), data: must(list(point, 1, 20)) }), 1, 6)),
  axis_config: must(
    shape({
      categories: must(list(string(20, 1), 1, 20)),
      x_label: may(string(50)),
      y_label: may(string(50)),
    }),
  ),
});

const chart: Check = typed(
  () => ({
    pie: shape({ type: must(anything), segments: must(list(point, 1, 6)) }),
    bar: seriesChart,
    line: seriesChart,
    area: seriesChart,
  }),
  'a chart',
);

/** Tables, charts, plans and cards: the blocks that came after 2024. */
export const richBlocks: { [type: string]: BlockRule } = {
  table: {
    surfaces: ['message', 'home'],
    check: block({
      rows: must(list(list(cell, 1, 20), 1, 100)),
      column_settings: may(
        list(shape({ align: may(oneOf('left', 'center', 'right')), is_wrapped: may(flag) }), 0, 20),
      ),
    }),
  },
  data_table: {
    surfaces: ['message', 'home'],
    check: block({
      caption: must(string(255, 1)),
      rows: must(dataRows),
      page_size: may(number(1, 100)),
      row_header_column_index: may(number(0, 19)),
    }),
  },
  data_visualization: {
    surfaces: ['message'],
    check: block({ title: must(string(50, 1)), chart: must(chart) }),
  },
  plan: {
    surfaces: ['message'],
    check: block({
      title: must(string(255, 1)),
      tasks: may(
        list(shape({ type: may(oneOf('task_card')), block_id: may(string(255, 1)), ...task }), 0, 50),
      ),
    }),
  },
  task_card: { surfaces: ['message'], check: block(task) },
  card: {
    surfaces: ['message', 'home'],
    check: all(card, someOf('hero_image', 'title', 'actions', 'body')),
  },
  carousel: {
    surfaces: ['message', 'home'],
    check: block({
      elements: must(
        list(
          typed(() => ({ card }), 'a carousel element'),
          1,
          10,
        ),
      ),
    }),
  },
};
