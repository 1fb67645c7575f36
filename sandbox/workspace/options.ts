export type SeedPerson = {
  id: string;
  handle: string;
  name: string;
  title: string;
  /** `#rrggbb` */
  color: string;
  tz: string;
  /** The language they read Slack in; `en-US` when left out. */
  locale?: string;
  /** Left out: a member like any other. Neither of these can be invited into a channel. */
  standing?: 'guest' | 'deactivated';
};

/** `members` are handles. */
export type SeedGroup = { id: string; handle: string; name: string; members: string[] };

/** `members` are handles; `app` says whether the app's bot user is in the channel. */
export type SeedChannel = {
  id: string;
  name: string;
  topic: string;
  members: string[];
  app: boolean;
  private?: boolean;
};

export type SlashCommand = {
  /** With the slash. */
  command: string;
  description: string;
  usageHint: string;
  /** Mentions arrive as `<@U…|name>` instead of as typed. */
  shouldEscape: boolean;
};

export type AppShortcut = { callbackId: string; name: string; kind: 'global' | 'message' };

/** The app as its manifest describes it to the workspace. */
export type AppConfig = {
  id: string;
  name: string;
  botUserId: string;
  botId: string;
  signingSecret: string;
  /** `xoxb-…` */
  botToken: string;
  /** `xapp-…`, for Socket Mode. */
  appToken: string;
  /** Where commands, clicks and events are posted. Absent: they go over Socket Mode. */
  requestUrl?: string;
  scopes: string[];
  events: string[];
  commands: SlashCommand[];
  shortcuts: AppShortcut[];
};

export type WorkspaceOptions = {
  /** 0, the default, takes a free one. */
  port?: number;
  /** Default 127.0.0.1. */
  host?: string;
  /** How the app reaches the workspace when that is not `http://host:port`, e.g. in containers. */
  publicUrl?: string;
  name?: string;
  people?: SeedPerson[];
  groups?: SeedGroup[];
  channels?: SeedChannel[];
  app?: Partial<AppConfig>;
  /** Rate tiers as Slack documents them, none, or those limits times a number. Default true. */
  tiers?: boolean | number;
  /** Milliseconds since the epoch; rules trigger and response-URL expiry, tiers and message timestamps. */
  clock?: () => number;
  /** Where messages, channels and views are kept; without it they live as long as the process. */
  folder?: string;
  /** How long the app may take to acknowledge; Slack's 3,000 by default. */
  ackTimeoutMs?: number;
  /** Waits before the second, third and fourth delivery of an event that was not acknowledged. */
  eventRetryDelaysMs?: number[];
  /** Honour `client_msg_id` (which Slack does not document as an argument). Default false. */
  dedupesClientMsgId?: boolean;
  /** Blocks it does not take, as workspaces do to which a new one was not rolled out yet. */
  unknownBlocks?: string[];
  /** How long a picture cannot be shown after its upload. Default 300. */
  fileProcessingMs?: number;
};

/** What the app may do when nothing else is said. `chat:write.public` is left out: it must join first. */
const defaultScopes = [
  'app_mentions:read',
  'bookmarks:read',
  'bookmarks:write',
  'channels:history',
  'channels:join',
  'channels:manage',
  'channels:read',
  'chat:write',
  'commands',
  'files:write',
  'groups:history',
  'groups:read',
  'groups:write',
  'im:history',
  'im:read',
  'im:write',
  'pins:read',
  'pins:write',
  'reactions:write',
  'usergroups:read',
  'users:read',
  'users:read.email',
];

const defaultEvents = [
  'app_home_opened',
  'app_mention',
  'member_joined_channel',
  'member_left_channel',
  'subteam_members_changed',
];

/** Fills in what was left out of the app's configuration. */
export function appConfig(given: Partial<AppConfig> = {}): AppConfig {
  return {
    id: 'A01TMINUSX',
    name: 'tminus',
    botUserId: 'U00TMINUSX',
    botId: 'B00TMINUSX',
    signingSecret: 'sandbox-signing-secret',
    botToken: 'xoxb-sandbox',
    appToken: 'xapp-sandbox',
    scopes: defaultScopes,
    events: defaultEvents,
    commands: [
      {
        command: '/release',
        description: 'Plan, approve and run releases',
        usageHint: 'start v1.2.3 minor prod',
        shouldEscape: true,
      },
      { command: '/rollback', description: 'Bring a release back', usageHint: 'now', shouldEscape: true },
    ],
    shortcuts: [],
    ...given,
  };
}
