import { join, resolve } from 'node:path';
import type { ModalView } from '@slack/types';
import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import { people as cast, groups } from '../../sandbox/workspace/cast.ts';
import type { Desk, TokenQueries } from '../../src/commands/desk.ts';
import { inFlight } from '../../src/commands/in-flight.ts';
import type { Submission } from '../../src/commands/intent.ts';
import type { SlashCommand } from '../../src/commands/intents.ts';
import { openReception, type Speaker } from '../../src/commands/reception.ts';
import { sceneOf } from '../../src/commands/scene-of.ts';
import type { PlanningFacts } from '../../src/engine/facts.ts';
import { homeDrawer } from '../../src/jobs/draw-home.ts';
import type { PlanRequest } from '../../src/policy/agreement.ts';
import { agree } from '../../src/policy/agreement.ts';
import { noChecklist } from '../../src/policy/checklist-policy.ts';
import { loadPolicy } from '../../src/policy/load-policy.ts';
import { people } from '../../src/policy/people.ts';
import type { Policy } from '../../src/policy/policy.ts';
import type { LineChart } from '../../src/providers/pictures/port.ts';
import type { Language } from '../../src/release/language.ts';
import { PREFERENCES, type Preferences } from '../../src/release/preferences.ts';
import { isRefusal } from '../../src/release/refusals.ts';
import type { Release } from '../../src/release/state.ts';
import type { Sample } from '../../src/release/watching.ts';
import type { EvidenceToken } from '../../src/store/evidence-tokens.ts';
import type { SentReminder } from '../../src/store/snoozes.ts';
import { buttonValue } from '../../src/views/button-value.ts';
import { emptyPlanTexts, type FormValues } from '../../src/views/plan-form.ts';
import { mintToken } from '../../src/web/evidence-token.ts';
import { english } from '../../src/words/english.ts';
import { wordsIn } from '../../src/words/languages.ts';
import type { Speech } from '../../src/words/speech.ts';
import { type MemoryEngine, memoryEngine } from './memory-engine.ts';

export const CHECKOUT = 'C03RELCHEC';
export const SEARCH = 'C07RELSEAR';
export const GENERAL = 'C01GENERAL';

const sandbox = await loadPolicy(join(resolve(import.meta.dirname, '../..'), 'sandbox/config'));
const { gates: _, ...security } = sandbox.security;
/** Nobody posts evidence here. */
const whole: Policy = { ...sandbox, security };
const idOf = (handle: string) => cast.find(person => person.handle === handle)?.id ?? handle;

export interface Said {
  text: string;
  forAll: boolean;
  /** Everything a person sees, as JSON. */
  shown: string;
  /** Action ids and values of its buttons. */
  buttons: { action: string; value: string }[];
}

/** Without the checklist a release to production is in its Go/No-Go as soon as it is approved. */
const withoutChecklist: Policy = { ...whole, checklist: noChecklist };

/** A desk whose engine is in memory and whose Slack is a notebook; policy, people, words and views are the real ones. */
export async function frontDesk(
  learned: Partial<PlanningFacts> = {},
  { checklist = false }: { checklist?: boolean } = {},
) {
  const policy = checklist ? whole : withoutChecklist;
  const engine = memoryEngine();
  const facts: PlanningFacts = {
    running: '1.3.2',
    commit: 'c0ffee0',
    tagMissing: false,
    changes: [],
    problems: [],
    ...learned,
  };
  const samples: Sample[] = [];
  const charts: LineChart[] = [];
  const threads = new Map<string, string>();
  const rooms = new Map<string, string>();
  const modals: ModalView[] = [];
  const logged: { fields: object; message: string }[] = [];
  const log = (fields: object, message: string) => void logged.push({ fields, message });
  const lateTriggers = new Set<string>();
  const views = {
    open: async ({ view, trigger_id }: { view: ModalView; trigger_id: string }) => {
      if (lateTriggers.has(trigger_id)) {
        throw new WebAPIPlatformError({ ok: false, error: 'expired_trigger_id' });
      }
      modals.push(view);
      return { ok: true, view: { id: `V${modals.length}` } };
    },
    update: async ({ view }: { view: ModalView }) => {
      modals[modals.length - 1] = view;
      return { ok: true };
    },
  };
  let looksAtGroups = 0;
  let slackAway = false;
  let groupsKnown = Promise.resolve();
  let emptied: string | null = null;
  let lost: string | null = null;
  const languages = new Map<string, Language>();
  const toPersonNow = (person: string) => wordsIn(languages.get(person) ?? 'en');
  const speech: Speech = {
    toPerson: async person => toPersonNow(person),
    toPersonNow,
    inChannel: () => english,
  };
  const tokens: EvidenceToken[] = [];
  const tokenQueries: TokenQueries = {
    all: async () => tokens,
    make: async ({ lastsMs, ...wish }, { actor }) => {
      const { id, token } = mintToken();
      await engine.handleOrganisation(
        { type: 'MakeToken', by: actor, token: id, lastsMs, ...wish },
        { commandId: id, actor },
      );
      const times = { createdAt: engine.now, expiresAt: engine.now + lastsMs, revokedAt: null, usedAt: null };
      const made = { id, ...wish, ...times };
      tokens.unshift(made);
      return { token, kept: made };
    },
    revoke: async id => {
      for (const one of tokens) if (one.id === id) one.revokedAt = engine.now;
    },
  };
  const kept = new Map<string, Preferences>();
  /** By the person, with a release or with none. */
  const reminders = new Map<string, SentReminder>();
  const putOff = new Map<string, number>();
  const drawHome = homeDrawer({
    engine,
    people: people(
      policy,
      async slackGroup => groups.find(group => group.id === slackGroup)?.members.map(idOf) ?? [],
    ),
    rowsFor: async () => ({ rows: engine.rows(), live: engine.rows().filter(row => row.live).length }),
    rowsAhead: async () => [],
    sceneOf: release => sceneOf(release, desk),
    preferences: { of: async () => PREFERENCES, mailable: async () => 'yes' },
    zoneOf: async () => 'UTC',
    calendarZone: () => 'UTC',
    speech,
    now: async () => desk.now(),
  });
  const desk: Desk = {
    engine,
    policy: () => policy,
    people: people(policy, async (slackGroup, fresh) => {
      if (slackAway) throw new Error('Slack is away');
      if (fresh) looksAtGroups += 1;
      await groupsKnown;
      if (slackGroup === emptied) return [];
      if (slackGroup === lost) throw new Error(`there is no user group ${slackGroup}`);
      return groups.find(group => group.id === slackGroup)?.members.map(idOf) ?? [];
    }),
    zoneOf: async person => cast.find(({ id }) => id === person)?.tz ?? 'UTC',
    facts: async () => facts,
    releases: {
      byId: async id => engine.rows().find(row => row.id === id) ?? null,
      live: async () => engine.rows().filter(row => row.live),
      of: async ({ service, environment, version }) =>
        engine
          .rows()
          .filter(row => row.service === service)
          .filter(row => (environment ?? row.environment) === row.environment)
          .filter(row => (version ?? row.version) === row.version),
      recent: async limit => engine.rows().slice(0, limit),
      ofTime: async () => engine.rows(),
      ofThread: async (channel, ts) => threads.get(`${channel}/${ts}`) ?? null,
      ofRoom: async channel => rooms.get(channel) ?? null,
      output: async operation => ({ text: `printed by ${operation}`, isCut: false }),
      proof: async () => ({ tamperedAt: null, seal: { seal: 7, version: 1 } }),
      ofPlace: async () => [],
      archived: async () => null,
      samples: async () => samples,
    },
    preferences: {
      of: async person => kept.get(person) ?? PREFERENCES,
      keep: async (person, chosen) => {
        const preferences = { ...(kept.get(person) ?? PREFERENCES), ...chosen };
        kept.set(person, preferences);
        if (preferences.language) languages.set(person, preferences.language);
        else languages.delete(person);
        return preferences;
      },
      mailable: async () => 'yes',
    },
    reminders: {
      last: async (person, release) => reminders.get(`${person}/${release ?? ''}`) ?? null,
      putOff: async (reminder, person, until) => {
        const key = JSON.stringify([person, reminder]);
        const isFirst = !putOff.has(key);
        if (isFirst) putOff.set(key, until);
        return isFirst;
      },
    },
    tokens: tokenQueries,
    homes: {
      open: async (person, publish) => publish(await drawHome(person)),
    },
    slack: { interactive: { views } as unknown as WebClient },
    illustrated: async (message, chart, say) => {
      charts.push(chart);
      await say(message);
    },
    words: english,
    speech,
    log: { info: log, warn: log, error: log },
    now: () => engine.now,
  };
  const flying = inFlight();
  let reception = openReception(desk, flying);
  let wishes = 0;

  const speaker = (handle: string, said: Said[], more: Partial<Speaker> = {}): Speaker => {
    wishes += 1;
    return {
      person: idOf(handle),
      channel: CHECKOUT,
      channelName: null,
      threadTs: null,
      commandId: `wish/${wishes}`,
      triggerId: `trigger/${wishes}`,
      reply: async ({ text, blocks }, forAll) =>
        void said.push({ text, forAll, shown: JSON.stringify(blocks), buttons: buttonsIn(blocks) }),
      ...more,
    };
  };

  return {
    desk,
    engine,
    /** Another process gets what comes next: nothing is remembered but what the engine knows. */
    restart: () => {
      reception = openReception(desk, flying);
    },
    /** Everybody leaves the user group of that handle. */
    empties: (handle: string) => {
      emptied = groups.find(group => group.handle === handle)?.id ?? null;
    },
    /** That user group is gone from Slack. */
    losesGroup: (handle: string) => {
      lost = groups.find(group => group.handle === handle)?.id ?? null;
    },
    losesGroups: () => {
      slackAway = true;
    },
    /** Slack tells the groups only once what this gives was called. */
    dawdlesOverGroups: () => {
      let tell = () => {};
      groupsKnown = new Promise(resolve => {
        tell = resolve;
      });
      return () => tell();
    },
    /** Triggers whose three seconds are over. */
    lateTriggers,
    /** Whoever is not in here reads English. */
    languages,
    kept,
    reminders,
    flying,
    modals,
    logged,
    /** What was measured, and the charts that were shown of it. */
    samples,
    charts,
    threads,
    rooms,
    looksAtGroups: () => looksAtGroups,
    /** Types a command and gives everything that was answered. */
    async types(handle: string, line: string, more: Partial<Speaker> = {}): Promise<Said[]> {
      const said: Said[] = [];
      const [, command, text] = /^(\/\w+) ?(.*)$/s.exec(line) as unknown as [string, SlashCommand, string];
      await reception.typed(speaker(handle, said, more), command, text);
      return said;
    },
    async clicks(
      handle: string,
      action: string,
      value: string,
      more: Partial<Speaker> = {},
    ): Promise<Said[]> {
      const said: Said[] = [];
      await reception.clicked(speaker(handle, said, more), action, value);
      return said;
    },
    /** Sends off the modal that was opened last. */
    async sends(
      handle: string,
      values: FormValues,
    ): Promise<{ said: Said[]; submission: Submission | null }> {
      const said: Said[] = [];
      const view = modals.at(-1);
      if (!view) throw new Error('no modal is open');
      const who = speaker(handle, said);
      const submission = reception.look(view.callback_id ?? '', {
        person: who.person,
        values,
        metadata: view.private_metadata ?? '',
        commandId: who.commandId,
        triggerId: who.triggerId,
      });
      if (submission && 'work' in submission) await reception.finish(who, submission.work);
      return { said, submission };
    },
    plans: (more: Partial<PlanRequest> = {}) => planned(engine, policy, more),
    async load(id: string): Promise<Release> {
      const release = await engine.load(id);
      if (!release) throw new Error(`no release ${id}`);
      return release;
    },
    personId: idOf,
  };
}

export type FrontDesk = Awaited<ReturnType<typeof frontDesk>>;

/** Plans straight at the engine, past the commands: checkout 1.4.0 minor → production, asked for by Ana. */
async function planned(engine: MemoryEngine, policy: Policy, more: Partial<PlanRequest>): Promise<Release> {
  const request: PlanRequest = {
    service: 'checkout',
    environment: 'production',
    version: '1.4.0',
    type: 'minor',
    repository: null,
    channel: CHECKOUT,
    commit: null,
    running: '1.3.2',
    ...emptyPlanTexts(idOf('ana')),
    goal: 'Faster payment',
    ...more,
  };
  const agreement = agree(policy, request, { shift: true, granularityPercent: 1, run: true });
  if (isRefusal(agreement)) throw new Error(agreement.refusal);
  const hex = (engine.rows().length + 1).toString(16).padStart(6, '0');
  const id = `${request.service}-${request.version}-${hex}`;
  engine.now += 1_000;
  const outcome = await engine.work(id, { type: 'PlanRelease', by: request.owner, agreement });
  if (outcome.is === 'refused') throw new Error(outcome.refusal.refusal);
  return outcome.release;
}

export const buttonOf = (release: Release) => buttonValue(release);

function buttonsIn(blocks: readonly object[]): Said['buttons'] {
  const found: Said['buttons'] = [];
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const { type, action_id: action, value } = node as Record<string, unknown>;
    if (type === 'button') found.push({ action: String(action), value: String(value) });
    for (const child of Object.values(node)) walk(child);
  };
  walk(blocks);
  return found;
}
