/**
 * What the browser page and the workspace say to each other. Types only.
 *
 * Down: `GET /sandbox/stream?person=U…` is a Server-Sent-Events stream. Every `data:` line is one
 * `UiEvent` in JSON. The first is always `hello` with everything this person may see; increments follow.
 * After a reconnect a new `hello` arrives and replaces all that was known. A person is "switched" by
 * closing the stream and opening one for somebody else.
 *
 * Up: `POST /sandbox/<path>` with a JSON body (`UiRequests`) answers 200 with an `Outcome` in JSON; a body
 * that does not have the shape answers 400 with the same `Outcome`. `GET /sandbox/state?person=U…` answers
 * the `hello` event once, for scripts.
 *
 * Slack's own JSON (blocks, options, state values) keeps Slack's field names; ours are camelCase.
 */

/** A Block Kit block or element as the app sent it (with `block_id` and `action_id` always filled in). */
export type Json = { [field: string]: unknown };

export type UiPerson = {
  id: string;
  /** Without the `@`. */
  handle: string;
  name: string;
  title: string;
  initials: string;
  /** `#rrggbb`, for the avatar. */
  color: string;
  /** IANA zone. */
  tz: string;
  isBot: boolean;
  /** Handles of the user groups this person belongs to. */
  groups: string[];
};

export type UiGroup = { id: string; handle: string; name: string; members: string[] };

export type UiBookmark = { id: string; title: string; link: string; emoji?: string };

export type UiChannel = {
  id: string;
  /** Without the `#`; for a direct message the other person's name. */
  name: string;
  kind: 'public' | 'private' | 'direct';
  topic: string;
  purpose: string;
  archived: boolean;
  members: string[];
  /** Message timestamps. */
  pins: string[];
  bookmarks: UiBookmark[];
};

export type UiMessage = {
  channel: string;
  /** Slack's message timestamp, also its id within the channel; sorts as a string. */
  ts: string;
  /** Set on a reply (and equal to `ts` on the message that starts a thread with replies). */
  threadTs?: string;
  user: string;
  /** mrkdwn; with blocks it is the fallback only. */
  text: string;
  blocks: Json[];
  /** Set once the message was edited. */
  editedTs?: string;
  /** "Only visible to you". */
  ephemeral: boolean;
  reactions: { name: string; users: string[] }[];
};

export type UiView = {
  id: string;
  hash: string;
  type: 'modal' | 'home';
  callbackId: string;
  title: string;
  /** Absent when the view has no submit button. */
  submit?: string;
  close: string;
  blocks: Json[];
};

/** One slash command of the app, for completion in the composer. */
export type UiCommand = { command: string; description: string; usageHint: string };

export type UiShortcut = { callbackId: string; name: string; kind: 'global' | 'message' };

export type UiEvent =
  | {
      type: 'hello';
      workspace: { id: string; name: string; url: string };
      me: string;
      /** The app's bot user, also in `people`. */
      app: { userId: string; name: string };
      people: UiPerson[];
      groups: UiGroup[];
      /** Every public channel, and the private and direct ones I am in. */
      channels: UiChannel[];
      /** The latest 200 of every channel, thread replies among them, oldest first. */
      messages: UiMessage[];
      /** The ephemeral messages that were for me. */
      ephemerals: UiMessage[];
      /** My open modals, the lowest first. */
      modals: UiView[];
      home: UiView | null;
      commands: UiCommand[];
      shortcuts: UiShortcut[];
    }
  | { type: 'channel'; channel: UiChannel }
  | { type: 'people'; people: UiPerson[]; groups: UiGroup[] }
  /** New, or changed when its channel and ts are known already. Ephemeral ones come this way too. */
  | { type: 'message'; message: UiMessage }
  | { type: 'messageDeleted'; channel: string; ts: string; ephemeral: boolean }
  /** My whole stack after a modal was opened, updated, pushed or closed; the last one is on top. */
  | { type: 'modals'; modals: UiView[] }
  | { type: 'home'; home: UiView };

/** Where a block is: in a message, or in a modal or App Home. */
export type UiContainer =
  | { type: 'message'; channel: string; ts: string; ephemeral: boolean }
  | { type: 'view'; viewId: string };

/** `state.values` of Slack: block id → action id → `{type, value | selected_option | …}`. */
export type UiState = { values: { [blockId: string]: { [actionId: string]: Json } } };

export type UiRequests = {
  /** `text` as typed: `@handle`, `#channel` become mentions. A mention of the app reaches it as an event. */
  messages: { person: string; channel: string; text: string; threadTs?: string };
  /** `text` with the slash: `/release status`. Slack refuses slash commands in threads; so does this. */
  commands: { person: string; channel: string; text: string; threadTs?: string };
  /**
   * A press or choice. The workspace fills in type, value and text of the element; `chosen` carries what
   * was picked: `{}` for a button, else Slack's fields `selected_option`, `selected_options`, `selected_user`,
   * `selected_users`, `selected_conversation`, `selected_channel`, `selected_date`, `selected_time`,
   * `selected_date_time`, or `value` for text inputs with a dispatch action.
   */
  actions: {
    person: string;
    container: UiContainer;
    blockId: string;
    actionId: string;
    chosen: Json;
    state: UiState;
  };
  /** The values of all inputs in the view. Errors by block id come back in the outcome. */
  'views/submit': { person: string; viewId: string; state: UiState };
  /** The X or the close button; `all` closes the whole stack. */
  'views/close': { person: string; viewId: string; all?: boolean };
  /** The person opens the app's Home tab; the view follows as a `home` event. */
  home: { person: string };
  /** `message` only with a message shortcut. */
  shortcuts: { person: string; callbackId: string; message?: { channel: string; ts: string } };
  /** The choices of an external select. */
  options: { person: string; container: UiContainer; blockId: string; actionId: string; query: string };
  /** Opens (or finds) the direct message with somebody; the channel id comes back. */
  direct: { person: string; with: string };
  join: { person: string; channel: string };
};

/**
 * How a request ended. `error` is Slack's word for it (`operation_timeout`, `dispatch_failed`, …) and
 * `sentence` is what the person reads.
 */
export type Outcome =
  | { ok: true; channel?: string; ts?: string; options?: Json[]; errors?: { [blockId: string]: string } }
  | { ok: false; error: string; sentence: string };
