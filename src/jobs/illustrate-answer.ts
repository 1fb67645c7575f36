import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { LineChart } from '../providers/pictures/port.ts';
import { context } from '../views/blocks.ts';
import type { Message } from '../views/message.ts';
import type { Words } from '../words/words.ts';
import { reasonOf } from './duty.ts';
import type { Illustration, Illustrator } from './illustrator.ts';

export interface AnswerMeans {
  charts: Illustrator;
  /** Whether an answer failed because the workspace did not take its blocks. */
  refusesBlocks(error: unknown): boolean;
  log: Logger;
}

/** A picture that was just uploaded may take a moment before it can be shown. */
const TRIES = 3;
const PAUSE_MS = 1_000;
const NONE: Illustration = { way: 'none', blocks: [] };

/** Says an answer with its chart below, in another way where one is refused, and without it in the end. */
export const answerIllustrator =
  ({ charts, refusesBlocks, log }: AnswerMeans) =>
  async (
    message: Message,
    chart: LineChart,
    say: (message: Message) => Promise<void>,
    words: Words,
  ): Promise<void> => {
    const below = (blocks: Message['blocks']) => say({ ...message, blocks: [...message.blocks, ...blocks] });
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const illustration = await charts.illustrate(chart).catch(error => {
        log.warn({ reason: reasonOf(error) }, 'a chart could not be shown');
        return NONE;
      });
      if (illustration.blocks.length === 0) break;
      try {
        return await below(illustration.blocks);
      } catch (error) {
        if (!refusesBlocks(error)) throw error;
        charts.refused(illustration);
        if (illustration.way === 'picture') await pause(PAUSE_MS);
      }
    }
    // Said in the chart's place.
    await below([context(words.verdict.chartNow)]);
  };
