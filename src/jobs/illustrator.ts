import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import type { ChatFiles } from '../providers/chat/files.ts';
import type { LineChart, Pictures } from '../providers/pictures/port.ts';
import { chartBlocks, pictureBlock } from '../views/chart-block.ts';
import type { Message } from '../views/message.ts';

/** How a chart is shown: by Slack's own chart block, as a picture, or not at all. */
export type Way = 'native' | 'picture' | 'none';

export interface Illustration {
  way: Way;
  blocks: Message['blocks'];
}

export interface IllustratorOptions {
  /** `auto`: Slack's own block until it is refused, then pictures. */
  charts: 'auto' | Way;
  files: ChatFiles;
  pictures: Pictures;
  log: Logger;
  /** Milliseconds; a clock that never goes back. */
  now?: () => number;
}

/** Makes the blocks that show a chart. Remembers what the workspace takes, and what was uploaded. */
export interface Illustrator {
  /** @throws PictureFailed, and what the chat throws when a picture cannot be kept there */
  illustrate(chart: LineChart): Promise<Illustration>;
  /** The workspace refused these blocks. */
  refused(illustration: Illustration): void;
}

/** Slack rolls new blocks out by and by: after a day it is asked again. */
const REFUSAL_REMEMBERED_MS = 24 * 3_600_000;
const PICTURES_REMEMBERED = 200;
const DRAWN_WITHIN_MS = 20_000;

export function openIllustrator(options: IllustratorOptions): Illustrator {
  const { charts, files, pictures, log, now = () => performance.now() } = options;
  const kept = new Map<string, Promise<string>>();
  let nativeAgainAt = Number.NEGATIVE_INFINITY;

  function wayNow(): Way {
    if (charts !== 'auto') return charts;
    return now() >= nativeAgainAt ? 'native' : 'picture';
  }

  async function draw(chart: LineChart): Promise<string> {
    const bytes = await pictures.draw(chart, AbortSignal.timeout(DRAWN_WITHIN_MS));
    return files.keep({ name: 'chart.png', altText: chart.altText, bytes });
  }

  /** The same chart is drawn and uploaded once, also for whoever asks while that is under way. */
  function fileOf(chart: LineChart): Promise<string> {
    const digest = createHash('sha256').update(JSON.stringify(chart)).digest('base64');
    const known = kept.get(digest);
    if (known) return known;
    const file = draw(chart);
    kept.set(digest, file);
    file.catch(() => kept.delete(digest));
    const oldest = kept.keys().next().value;
    if (kept.size > PICTURES_REMEMBERED && oldest !== undefined) kept.delete(oldest);
    return file;
  }

  return {
    async illustrate(chart) {
      const way = wayNow();
      if (way === 'none') return { way, blocks: [] };
      if (way === 'native') return { way, blocks: chartBlocks(chart) };
      return { way, blocks: [pictureBlock(await fileOf(chart), chart.altText)] };
    },
    refused({ way }) {
      if (way !== 'native') return;
      nativeAgainAt = now() + REFUSAL_REMEMBERED_MS;
      log.info('this workspace takes no chart blocks; charts are drawn as pictures');
    },
  };
}
