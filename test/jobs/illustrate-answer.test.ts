import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { answerIllustrator } from '../../src/jobs/illustrate-answer.ts';
import { type IllustratorOptions, openIllustrator } from '../../src/jobs/illustrator.ts';
import type { LineChart } from '../../src/providers/pictures/port.ts';
import type { Message } from '../../src/views/message.ts';
import { english } from '../../src/words/english.ts';

const line = (name: string) => ({ name, values: [1, 2] });
const chart: LineChart = {
  altText: 'It rises.',
  panels: [
    {
      title: 'Failed requests (%)',
      yLabel: '% of requests',
      xLabel: 'time',
      categories: ['0:00', '0:30'],
      canary: line('new'),
      baseline: line('stable'),
      limit: null,
      marks: [],
      verdict: null,
    },
  ],
};
const answer: Message = { text: 'why', blocks: [{ type: 'divider' }] };
const log = pino({ level: 'silent' });
class Refused extends Error {}

/** An asker whose workspace takes only some blocks; gives what was said, by the types of its blocks. */
function asker(takes: readonly string[], more: Partial<IllustratorOptions> = {}) {
  let uploads = 0;
  let nowMs = 0;
  const charts = openIllustrator({
    charts: 'auto',
    files: { keep: async () => `F00000000${++uploads}` },
    pictures: { draw: async () => new Uint8Array(1) },
    log,
    now: () => nowMs,
    ...more,
  });
  const tries: string[][] = [];
  const say = async ({ blocks }: Message) => {
    tries.push(blocks.map(({ type }) => type));
    if (blocks.some(({ type }) => !takes.includes(type))) throw new Refused();
  };
  const tell = answerIllustrator({
    charts,
    refusesBlocks: error => error instanceof Refused,

    log,
  });
  return {
    tries,
    ask: () => tell(answer, chart, say, english),
    uploads: () => uploads,
    later: (ms: number) => {
      nowMs += ms;
    },
  };
}

describe('an answer with a chart', () => {
  it('shows it in Slack’s own block', async () => {
    const { ask, tries } = asker(['divider', 'data_visualization']);
    await ask();
    expect(tries).toEqual([['divider', 'data_visualization']]);
  });

  it('shows a picture once the block was refused, and knows it the next time; after a day it asks again', async () => {
    const { ask, tries, uploads, later } = asker(['divider', 'image']);
    await ask();
    await ask();
    later(25 * 3_600_000);
    await ask();
    const [native, picture] = [
      ['divider', 'data_visualization'],
      ['divider', 'image'],
    ];
    expect(tries).toEqual([native, picture, picture, native, picture]);
    expect(uploads()).toBe(1);
  });

  it.each([
    ['nothing of the kind is taken', { charts: 'native' as const }],
    ['pictures cannot be kept', { files: { keep: () => Promise.reject(new Error('missing_scope')) } }],
    ['it is not wanted', { charts: 'none' as const }],
  ])('comes without it where %s, and says so', async (_, more) => {
    const { ask, tries } = asker(['divider', 'context'], more);
    await ask();
    expect(tries.at(-1)).toEqual(['divider', 'context']);
  });

  it('fails as it would without a chart when something else is wrong', async () => {
    const charts = openIllustrator({
      charts: 'auto',
      files: { keep: async () => 'F1' },
      pictures: { draw: async () => new Uint8Array(1) },
      log,
    });
    const tell = answerIllustrator({ charts, refusesBlocks: () => false, log });
    await expect(
      tell(answer, chart, () => Promise.reject(new Error('expired_url')), english),
    ).rejects.toThrow('expired_url');
  });
});
