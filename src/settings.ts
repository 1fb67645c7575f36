import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { missing } from './settings/missing.ts';

const ROLES = ['all', 'bot', 'worker'] as const;
const CHARTS = ['auto', 'native', 'picture', 'none'] as const;
const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

const url = (protocols: readonly string[]) => {
  const expected = `an address that starts with ${protocols.map(name => `${name}//`).join(' or ')}`;
  return z
    .string()
    .refine(text => URL.canParse(text) && protocols.includes(new URL(text).protocol), expected)
    .exactOptional();
};
const number = (from: number, to: number, otherwise: number) => {
  const expected = `a whole number from ${from} to ${to}`;
  return z
    .string()
    .refine(text => /^\d+$/.test(text) && Number(text) >= from && Number(text) <= to, expected)
    .transform(Number)
    .prefault(String(otherwise));
};
const starting = (prefix: string) =>
  z.string().startsWith(prefix, `a token that starts with ${prefix}`).exactOptional();
const text = z.string().exactOptional();

/** Every setting, as it is written in the environment. */
export const Written = z.object({
  SLACK_BOT_TOKEN: starting('xoxb-'),
  SLACK_MODE: z.enum(['http', 'socket'], 'http or socket').prefault('http'),
  SLACK_SIGNING_SECRET: text,
  SLACK_APP_TOKEN: starting('xapp-'),
  SLACK_API_URL: url(['http:', 'https:']),
  SLACK_CHARTS: z.enum(CHARTS, `one of ${CHARTS.join(', ')}`).prefault('auto'),
  PORT: number(0, 65_535, 3000),
  DATABASE_URL: url(['postgres:', 'postgresql:']),
  REDIS_URL: url(['redis:', 'rediss:']),
  DATA_FOLDER: z.string().prefault('.data'),
  ARCHIVE_FOLDER: text,
  POLICY_FOLDER: z.string().prefault('config'),
  TMINUS_ROLE: z.enum(ROLES, 'all, bot or worker').prefault('all'),
  GITHUB_TOKEN: text,
  GITHUB_API_URL: url(['http:', 'https:']),
  GITHUB_WEBHOOK_SECRET: text,
  GITHUB_APP_ID: z.string().regex(/^\w+$/, 'the id of a GitHub App').exactOptional(),
  GITHUB_APP_PRIVATE_KEY: z
    .string()
    .regex(/^-----BEGIN [A-Z ]*PRIVATE KEY-----/, 'a private key in PEM form')
    .exactOptional(),
  GIT_URL: z
    .string()
    .regex(/^(?:https?|ssh|file):\/\/\S*\{repository\}\S*$/, 'an address with {repository} in it')
    .exactOptional(),
  GIT_TOKEN: text,
  PAGERDUTY_ROUTING_KEY: text,
  PAGERDUTY_HOST: text,
  PAGERDUTY_WEBHOOK_SECRET: text,
  SMTP_URL: url(['smtp:', 'smtps:']),
  MAIL_FROM: z
    .string()
    .regex(
      /^(?:[^<>@]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/,
      'an address such as `tminus <releases@example.com>`',
    )
    .exactOptional(),
  MAIL_UNSUBSCRIBE: url(['https:', 'mailto:']),
  ALERTMANAGER_TOKEN: text,
  CALENDAR_SECRET: z
    .string()
    .regex(/^[\w-]{20,200}$/, 'at least 20 letters, digits, - or _')
    .exactOptional(),
  LOG_LEVEL: z.enum(LEVELS, `one of ${LEVELS.join(', ')}`).prefault('info'),
  WORKER_CONCURRENCY: number(1, 100, 10),
});
export type Written = z.output<typeof Written>;

export interface Settings {
  role: (typeof ROLES)[number];
  slack: {
    botToken: string;
    mode: { kind: 'http'; signingSecret: string } | { kind: 'socket'; appToken: string };
    /** With a slash at its end; Slack itself when left out. */
    apiUrl?: string;
    /** How charts are shown; `auto` by Slack's own block where the workspace takes it, else as pictures. */
    charts: (typeof CHARTS)[number];
  };
  /** Where requests of Slack, health checks and metrics are answered; 0 takes a free port. */
  port: number;
  storage: { kind: 'embedded' } | { kind: 'served'; databaseUrl: string; redisUrl: string };
  dataFolder: string;
  /** Where releases go that are older than they have to be kept; null keeps them in the database. */
  archiveFolder: string | null;
  policyFolder: string;
  github: {
    token?: string;
    apiUrl?: string;
    /** The App that answers deployment protection rules; null: nobody does. */
    app: { id: string; privateKey: string; webhookSecret: string } | null;
  };
  pagerDuty: { routingKey: string; host?: string; webhookSecret?: string } | null;
  /** Where commits are checked out from, with `{repository}` in it; null for GitHub. */
  git: { url: string | null; token: string | null };
  /** How mail is sent; null: none is. */
  mail: { url: string; from: string; unsubscribe: string | null } | null;
  /** What Alertmanager has to show; null where its alerts are not taken. */
  alertmanagerToken: string | null;
  /** Part of the address of the calendar feed; null where there is none. */
  calendarSecret: string | null;
  logLevel: (typeof LEVELS)[number];
  workerConcurrency: number;
  /** What the policy refers to as `${NAME}`: the variable itself, or what the file at NAME_FILE holds. */
  secret(name: string): string | null;
}

/** The process cannot start like this; the message names every mistake. */
export class SettingMistakes extends Error {
  override readonly name = 'SettingMistakes';
  readonly mistakes: readonly string[];

  constructor(mistakes: readonly string[]) {
    const count = mistakes.length === 1 ? 'a mistake' : `${mistakes.length} mistakes`;
    super([`The settings have ${count}:`, ...mistakes.map(mistake => `  ${mistake}`)].join('\n'));
    this.mistakes = mistakes;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the policy is, also when the other settings have mistakes. */
export const policyFolderIn = (environment: Environment = process.env): string =>
  environment.POLICY_FOLDER || 'config';

/** Looks up what the policy refers to, also when the settings have mistakes. */
export const secretIn =
  (environment: Environment = process.env): Settings['secret'] =>
  name => {
    const value = environment[name];
    const file = environment[`${name}_FILE`];
    if (value || !file) return value || null;
    // The mounted file ends with a line break more often than not.
    return readFileSync(file, 'utf8').trim() || null;
  };

/** @throws SettingMistakes */
export function readSettings(environment: Environment = process.env): Settings {
  const mistakes: string[] = [];
  const secret = secretIn(environment);
  const raw: Record<string, string> = {};
  const unread = new Set<string>();
  for (const name of Object.keys(Written.shape)) {
    try {
      const value = secret(name);
      if (value !== null) raw[name] = value;
    } catch (error) {
      mistakes.push(`${name}_FILE names a file that cannot be read: ${(error as Error).message}`);
      unread.add(name);
    }
  }
  const parsed = Written.safeParse(raw);
  // What was found is not repeated: it may be a secret in the wrong place.
  for (const issue of parsed.error?.issues ?? []) {
    mistakes.push(`${issue.path.join('.')} is not ${issue.message}.`);
  }
  mistakes.push(...missing(raw, unread));
  if (mistakes.length > 0 || !parsed.success) throw new SettingMistakes(mistakes);
  return settingsOf(parsed.data, secret);
}

function settingsOf(written: Written, secret: Settings['secret']): Settings {
  const { SLACK_API_URL: slackUrl, DATABASE_URL: databaseUrl, REDIS_URL: redisUrl } = written;
  return {
    role: written.TMINUS_ROLE,
    slack: {
      botToken: written.SLACK_BOT_TOKEN ?? '',
      mode:
        written.SLACK_MODE === 'http'
          ? { kind: 'http', signingSecret: written.SLACK_SIGNING_SECRET ?? '' }
          : { kind: 'socket', appToken: written.SLACK_APP_TOKEN ?? '' },
      charts: written.SLACK_CHARTS,
      ...(slackUrl === undefined ? {} : { apiUrl: slackUrl.replace(/\/*$/, '/') }),
    },
    port: written.PORT,
    storage: databaseUrl && redisUrl ? { kind: 'served', databaseUrl, redisUrl } : { kind: 'embedded' },
    dataFolder: written.DATA_FOLDER,
    archiveFolder: written.ARCHIVE_FOLDER ?? null,
    policyFolder: written.POLICY_FOLDER,
    github: {
      ...(written.GITHUB_TOKEN === undefined ? {} : { token: written.GITHUB_TOKEN }),
      ...(written.GITHUB_API_URL === undefined ? {} : { apiUrl: written.GITHUB_API_URL }),
      app:
        written.GITHUB_APP_ID && written.GITHUB_APP_PRIVATE_KEY && written.GITHUB_WEBHOOK_SECRET
          ? {
              id: written.GITHUB_APP_ID,
              privateKey: written.GITHUB_APP_PRIVATE_KEY,
              webhookSecret: written.GITHUB_WEBHOOK_SECRET,
            }
          : null,
    },
    git: { url: written.GIT_URL ?? null, token: written.GIT_TOKEN ?? null },
    pagerDuty: written.PAGERDUTY_ROUTING_KEY
      ? {
          routingKey: written.PAGERDUTY_ROUTING_KEY,
          ...(written.PAGERDUTY_HOST === undefined ? {} : { host: written.PAGERDUTY_HOST }),
          ...(written.PAGERDUTY_WEBHOOK_SECRET === undefined
            ? {}
            : { webhookSecret: written.PAGERDUTY_WEBHOOK_SECRET }),
        }
      : null,
    mail:
      written.SMTP_URL && written.MAIL_FROM
        ? {
            url: written.SMTP_URL,
            from: written.MAIL_FROM,
            unsubscribe: written.MAIL_UNSUBSCRIBE ?? null,
          }
        : null,
    alertmanagerToken: written.ALERTMANAGER_TOKEN ?? null,
    calendarSecret: written.CALENDAR_SECRET ?? null,
    logLevel: written.LOG_LEVEL,
    workerConcurrency: written.WORKER_CONCURRENCY,
    secret,
  };
}
