import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { channels, groups, people } from '../../../sandbox/workspace/cast.ts';
import { openWorkspace, type Workspace } from '../../../sandbox/workspace/open-workspace.ts';
import { appConfig } from '../../../sandbox/workspace/options.ts';
import {
  openRepositoryOnGitHub,
  type RepositoryOnGitHub,
} from '../../providers/evidence/repository-on-github.ts';
import { type Bot, startBot } from './bot.ts';
import { openStageCi } from './ci.ts';
import { DEMO_TOKEN, type Lane, lane, openLaneDemo } from './lane.ts';
import { type OnCall, openOnCall } from './on-call.ts';
import { type EnvironmentExtras, type StageService, writePolicy } from './policy.ts';
import { until } from './reading.ts';
import { openStageStorage, type StorageKind } from './storage.ts';

/** Everything around one running bot: a workspace, services to release and somebody on call. */
export interface Stage {
  readonly workspace: Workspace;
  readonly onCall: OnCall;
  /** Only with the option of that name. */
  readonly gitHub: RepositoryOnGitHub | null;
  /** Where the bot answers. */
  readonly botUrl: string;
  /** A service nobody has touched yet. @throws when all of them were taken */
  nextLane(): Promise<Lane>;
  /** What CI posts evidence of a service with; only with gates. */
  tokenOf(service: string): string;
  /** What the log holds at level `error`. */
  errors(): string[];
  close(): Promise<void>;
}

export interface StageOptions {
  transport?: 'http' | 'socket';
  /** Blocks the workspace does not know yet. */
  unknownBlocks?: string[];
  /** How many lanes the stories of the file take; 1 by default. */
  lanes?: number;
  /** In which language people read Slack, by their handles; English by default. */
  locales?: Readonly<Record<string, string>>;
  /** What `testing` has besides. */
  testing?: EnvironmentExtras;
  /** `incidents` as in `config/monitoring.yml`. */
  incidents?: object;
  /** What `checklist.yml` holds; without it there is no checklist. */
  checklist?: object;
  /** `gates` as in `config/security.yml`; with them services have a repository, and a CI that may post. */
  gates?: object;
  /** How long the review of an override may take; a day by default. */
  reviewWithin?: string;
  /** The repository is one on GitHub, with its checks, alerts, rules and reviews, in place of that CI. */
  gitHub?: true;
  /** How long approvers have to answer; as in the sandbox when left out. */
  expireAfter?: string;
}

const NAMES = ['checkout', 'search', 'basket', 'invoices', 'profile', 'returns', 'stock', 'wishlist'];

const serviceAt = (index: number): StageService => {
  const name = NAMES[index] ?? `service-${index}`;
  return { name, channel: `C2${index}${name.toUpperCase()}00`, demoVariable: `DEMO_${index}_URL` };
};

export async function openStage(kind: StorageKind, options: StageOptions = {}): Promise<Stage> {
  const { transport = 'http', lanes = 1, unknownBlocks = [] } = options;
  // One to spare: CI tells a story once more when a busy machine was late.
  const count = lanes + 1;
  const folder = await mkdtemp(join(tmpdir(), 'tminus-stage-'));
  const undo: (() => Promise<unknown>)[] = [
    () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  ];
  const later = <T>(opened: T, close: (opened: T) => Promise<unknown>): T => {
    undo.push(() => close(opened));
    return opened;
  };
  const close = async () => {
    const problems: unknown[] = [];
    for (const step of undo.splice(0).reverse()) await step().catch(error => problems.push(error));
    if (problems.length > 0) throw problems[0];
  };
  try {
    const services = Array.from({ length: count }, (_, index) => serviceAt(index));
    const speaking = people.map(one => ({ ...one, locale: options.locales?.[one.handle] ?? 'en-US' }));
    const known = { channels: channelsFor(services), unknownBlocks, people: speaking, groups };
    const workspace = later(await openWorkspace(known), it => it.close());
    const onCall = later(await openOnCall(folder), it => it.close());
    const storage = later(await openStageStorage(kind, join(folder, 'data')), it => it.close());
    const demos: { service: StageService; url: string }[] = [];
    for (const service of services) {
      const demo = later(await openLaneDemo(join(folder, service.name), service), it => it.close());
      demos.push({ service, url: demo.url });
    }
    const policyFolder = join(folder, 'policy');
    await writePolicy(policyFolder, services, options);
    const gitHub = options.gitHub ? later(await openRepositoryOnGitHub(), it => it.close()) : null;
    const ci =
      options.gates && !gitHub
        ? later(
            await openStageCi(
              services.map(({ name }) => name),
              { ...storage.env, POLICY_FOLDER: policyFolder },
            ),
            it => it.close(),
          )
        : null;
    const settings = {
      ...slackSettings(transport, workspace),
      ...storage.env,
      ...onCall.env,
      ...ci?.env,
      ...(gitHub && { GITHUB_API_URL: gitHub.url, GITHUB_TOKEN: 'github_pat_5ecret' }),
      ...Object.fromEntries(demos.map(({ service, url }) => [service.demoVariable, url])),
      PORT: '0',
      POLICY_FOLDER: policyFolder,
      DEMO_TOKEN,
    };
    const bot = later(await startBot(settings), it => it.stop());
    if (transport === 'http') workspace.setRequestUrl(`${bot.url}/slack/events`);
    await isReady(bot, workspace, transport);

    const lines = () => bot.output().split('\n');
    const logged = () => `The bot's log ends with:\n${lines().slice(-15).join('\n')}`;
    const free = demos.map(({ service, url }) => lane(service, url, { workspace, logged }));
    let busy: (typeof free)[number] | null = null;
    return {
      workspace,
      onCall,
      gitHub,
      botUrl: bot.url,
      async nextLane() {
        await busy?.rest();
        busy = free.shift() ?? null;
        if (!busy) throw new Error(`This stage has ${count} lanes; the file needs more of them.`);
        await busy.wake();
        return busy;
      },
      tokenOf: service => ci?.tokens[service] ?? '',
      errors: () => lines().filter(line => /"level":"(error|fatal)"/.test(line)),
      close,
    };
  } catch (error) {
    await close().catch(() => {});
    throw error;
  }
}

function channelsFor(services: readonly StageService[]) {
  const members = channels[0]?.members ?? [];
  const own = services.map(({ name, channel: id }) => ({
    id,
    name: `releases-${name}`,
    topic: '',
    members,
    app: true,
  }));
  return [...channels, ...own];
}

function slackSettings(transport: 'http' | 'socket', { apiUrl }: Workspace) {
  const { botToken, signingSecret, appToken } = appConfig();
  const to = { SLACK_BOT_TOKEN: botToken, SLACK_API_URL: apiUrl, SLACK_MODE: transport };
  return transport === 'http'
    ? { ...to, SLACK_SIGNING_SECRET: signingSecret }
    : { ...to, SLACK_APP_TOKEN: appToken };
}

async function isReady(bot: Bot, workspace: Workspace, transport: 'http' | 'socket'): Promise<void> {
  await until({
    for: 'tminus to be ready',
    look: async () => {
      const answer = await fetch(`${bot.url}/readyz`);
      return answer.ok && (transport === 'http' || workspace.sockets.connections() > 0) ? true : undefined;
    },
    instead: async () => `${await (await fetch(`${bot.url}/readyz`)).text()}\n${bot.output()}`,
  });
}
