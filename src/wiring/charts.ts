import type { Logger } from 'pino';
import { type Illustrator, openIllustrator } from '../jobs/illustrator.ts';
import type { SlackChatOptions } from '../providers/chat/slack-calls.ts';
import { slackFiles } from '../providers/chat/slack-files.ts';
import { echartsPictures } from '../providers/pictures/echarts.ts';
import type { Settings } from '../settings.ts';

/** What shows charts, for notices and answers alike. */
export const openCharts = (
  { slack }: Pick<Settings, 'slack'>,
  access: SlackChatOptions,
  log: Logger,
): Illustrator =>
  openIllustrator({ charts: slack.charts, files: slackFiles(access), pictures: echartsPictures(), log });
