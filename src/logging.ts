import { LogLevel, type LogLevel as SlackLevel, type Logger as SlackLogger } from '@slack/bolt';
import { type Logger, pino } from 'pino';
import type { RefusedRequest } from './web/refused-request.ts';

/** One JSON line each. Nothing that is named like a secret is written. */
export const openLog = (level: string): Logger =>
  pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: label => ({ level: label }) },
    redact: {
      paths: [
        'token',
        'authorization',
        'secret',
        '*.token',
        '*.authorization',
        '*.secret',
        'headers',
        '*.headers',
      ],
      censor: '•••',
    },
  });

/** One line for each request that is answered with 4xx. */
export const tellRefused =
  (log: Logger) =>
  (request: RefusedRequest): void =>
    log.info(request, 'a request was refused');

/** The log as Slack's packages want it. Their messages are details to us, whatever level they give them. */
export function slackLogger(log: Logger): SlackLogger {
  const write =
    (level: 'trace' | 'debug' | 'warn') =>
    (...parts: unknown[]): void => {
      // Bolt has several to say for each request.
      if (!log.isLevelEnabled(level)) return;
      log[level](parts.map(part => (typeof part === 'string' ? part : inWords(part))).join(' '));
    };
  return {
    debug: write('trace'),
    info: write('debug'),
    // They quote the beginning of a malformed body. What is refused has a line of its own without it.
    warn: write('debug'),
    error: write('warn'),
    setLevel: (_level: SlackLevel) => {},
    getLevel: () => LogLevel.INFO,
    setName: () => {},
  };
}

/** Only what cannot hold a secret: a request in an error carries its headers. */
const inWords = (part: unknown): string =>
  part instanceof Error ? `${part.name}: ${part.message}` : typeof part;
