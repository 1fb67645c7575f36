/** All of what deployment protection rules are answered with, or nothing of it. */
const GITHUB_APP = ['GITHUB_APP_ID', 'GITHUB_APP_PRIVATE_KEY', 'GITHUB_WEBHOOK_SECRET'] as const;

/** What mail takes. */
const MAIL = ['SMTP_URL', 'MAIL_FROM'] as const;

/** What is needed and not there, except where its file could not be read: that is told already. */
export function missing(raw: Record<string, string>, unread: ReadonlySet<string>): string[] {
  const lacks = (name: string) => !raw[name] && !unread.has(name);
  const mode = raw.SLACK_MODE ?? 'http';
  const isServed = Boolean(raw.DATABASE_URL && raw.REDIS_URL);
  const needs: [boolean, string][] = [
    [
      lacks('SLACK_BOT_TOKEN'),
      'SLACK_BOT_TOKEN is missing: the bot token of the app, which starts with xoxb-.',
    ],
    [
      mode === 'http' && lacks('SLACK_SIGNING_SECRET'),
      'SLACK_SIGNING_SECRET is missing: requests over HTTP are checked with it (or set SLACK_MODE=socket).',
    ],
    [
      mode === 'socket' && lacks('SLACK_APP_TOKEN'),
      'SLACK_APP_TOKEN is missing: Socket Mode connects with it; it starts with xapp-.',
    ],
    [
      Boolean(raw.DATABASE_URL) && lacks('REDIS_URL'),
      'DATABASE_URL is set without REDIS_URL: set both to use servers of your own, or neither for embedded storage.',
    ],
    [
      Boolean(raw.REDIS_URL) && lacks('DATABASE_URL'),
      'REDIS_URL is set without DATABASE_URL: set both to use servers of your own, or neither for embedded storage.',
    ],
    [
      ['bot', 'worker'].includes(raw.TMINUS_ROLE ?? 'all') && !isServed,
      'TMINUS_ROLE divides the work over several processes, which needs DATABASE_URL and REDIS_URL; embedded storage serves one process.',
    ],
    [
      Boolean(raw.PAGERDUTY_WEBHOOK_SECRET) && lacks('PAGERDUTY_ROUTING_KEY'),
      'PAGERDUTY_WEBHOOK_SECRET is set without PAGERDUTY_ROUTING_KEY: what PagerDuty tells is about what it was told.',
    ],
    ...MAIL.map((name): [boolean, string] => [
      MAIL.some(other => raw[other]) && lacks(name),
      `${name} is missing: ${MAIL.join(' and ')} belong together and are set together.`,
    ]),
    ...GITHUB_APP.map((name): [boolean, string] => [
      GITHUB_APP.some(other => raw[other]) && lacks(name),
      `${name} is missing: ${GITHUB_APP.join(', ')} belong together and are set together.`,
    ]),
  ];
  return needs.filter(([isMissing]) => isMissing).map(([, sentence]) => sentence);
}
