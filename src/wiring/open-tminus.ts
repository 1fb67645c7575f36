import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Logger } from 'pino';
import { registerIntents } from '../commands/bolt.ts';
import { inFlight } from '../commands/in-flight.ts';
import { refusesBlocks } from '../commands/refuses-blocks.ts';
import { releaseQueries } from '../commands/release-queries.ts';
import { reminderQueries } from '../commands/reminder-queries.ts';
import { planningFacts } from '../engine/facts.ts';
import { openEngine } from '../engine/open-engine.ts';
import { queueBell } from '../jobs/bell.ts';
import { duties } from '../jobs/duties.ts';
import { answerIllustrator } from '../jobs/illustrate-answer.ts';
import { sceneReader } from '../jobs/scene-of.ts';
import { openHomes } from '../jobs/show-homes.ts';
import { openTrim } from '../jobs/trim-samples.ts';
import { openWorkers } from '../jobs/workers.ts';
import { slackLogger, tellRefused } from '../logging.ts';
import { digestOf } from '../policy/agreement.ts';
import { people } from '../policy/people.ts';
import { type Policy, policyText } from '../policy/policy.ts';
import { groupMembers } from '../providers/chat/group-members.ts';
import { slackChat } from '../providers/chat/slack.ts';
import { maskChunk, maskSecrets } from '../providers/deploys/mask.ts';
import { pagerDuty } from '../providers/paging/pagerduty.ts';
import { gitHub } from '../providers/source/github.ts';
import type { Settings } from '../settings.ts';
import { keepPolicy } from '../store/policies.ts';
import { openSampleLog } from '../store/sample-log.ts';
import { openHealth } from '../web/health.ts';
import { openMetrics } from '../web/metrics.ts';
import { openWebServer } from '../web/server.ts';
import { alertRoutes } from './alert-routes.ts';
import { archivedRecords } from './archived-records.ts';
import { openAuditDuties } from './audit-duties.ts';
import { calendarRoute } from './calendar-route.ts';
import { aboutPort } from './cannot-start.ts';
import { openCharts } from './charts.ts';
import { deployTargets } from './deploy-targets.ts';
import { evidenceFeeds } from './evidence-feeds.ts';
import { evidenceRoutes } from './evidence-route.ts';
import { tokenQueries } from './evidence-tokens.ts';
import { applyFreezes } from './freezes.ts';
import { healthParts } from './health-parts.ts';
import { homesOf } from './homes.ts';
import { openMail } from './mail.ts';
import { metricsSources } from './metrics-sources.ts';
import { openOutboxes } from './outboxes.ts';
import { pagingRoutes } from './paging-route.ts';
import { gitHubRoutes, openProtection } from './protection.ts';
import { openReaders } from './readers.ts';
import { secretLookUp, secretValues } from './secrets.ts';
import { openSlackLink, type SlackLink } from './slack-link.ts';
import { openStorage } from './storage.ts';
import { warRooms } from './war-rooms.ts';
import { warnOfApprovers } from './warn-of-approvers.ts';

export interface Tminus {
  /** Where requests of Slack, health checks and metrics are answered. */
  port: number;
  /** Stops receiving, finishes or puts back what is under way, and lets go of everything. */
  stop(): Promise<void>;
}

/** What is under way when the process is told to stop has this long to end. */
const GRACE_MS = 10_000;

/** Makes every client and connects the rooms. The only place that knows all of them. */
export async function openTminus(
  settings: Settings,
  policy: Policy,
  log: Logger,
  say: (line: string) => void,
): Promise<Tminus> {
  const { role, slack, github, dataFolder } = settings;
  const { db, queues, named } = await openStorage(settings, log);
  say(`Storage is open: ${named} (${db.kind})`);
  const bell = queueBell(queues);
  const engine = openEngine(db, bell);
  await keepPolicy(db, policy.digest, policyText(policy));
  await applyFreezes(engine, policy);

  const holder = `${hostname()}/${process.pid}/${randomUUID()}`;
  const lookUp = secretLookUp(settings);
  const targets = deployTargets(() => policy, lookUp, dataFolder);
  const gitHubAccess = {
    ...(github.token === undefined ? {} : { token: github.token }),
    ...(github.apiUrl === undefined ? {} : { baseUrl: github.apiUrl }),
  };
  const source = gitHub(gitHubAccess);
  const access = {
    token: slack.botToken,
    logger: slackLogger(log.child({ from: 'slack' })),
    ...(slack.apiUrl === undefined ? {} : { apiUrl: slack.apiUrl }),
  };
  const chat = slackChat(access);
  const charts = openCharts(settings, access, log);
  const readers = openReaders(access, db, () => policy, log, settings.mail !== null);
  const { speech, zoneOf, preferences } = readers;
  const mail = openMail(settings, readers, () => policy);
  const known = people(policy, groupMembers(chat));
  const flying = inFlight();

  const sceneOf = sceneReader({
    engine,
    db,
    membersOf: known.membersOf,
    groupsOfRole: role => policy.approvals.roles[role] ?? [],
    speech,
  });
  const drawHome = homesOf({
    engine,
    db,
    people: known,
    policy: () => policy,
    preferences,
    zoneOf,
    sceneOf,
    speech,
  });

  const openWorkRooms = () => {
    const secrets = () => secretValues(policy, settings);
    const workers = openWorkers({
      means: {
        engine,
        db,
        samples: openSampleLog(db),
        targets,
        metrics: metricsSources(() => policy, lookUp),
        evidence: evidenceFeeds({
          policy: () => policy,
          ...{ settings, access: gitHubAccess, source, db, lookUp },
          mask: text => maskSecrets(text, secrets()),
        }),
        source,
        groupsOf: (person, among) => known.groupsOf(person, { fresh: true, among }),
        membersOf: group => known.membersOf(group, { fresh: true }),
        digestWith: (release, commit) => digestOf({ ...release, plan: { ...release.plan, commit } }),
        mask: (text, isLast) => maskChunk(text, secrets(), isLast),
        log,
      },
      duties,
      queues,
      bell,
      holder,
      concurrency: settings.workerConcurrency,
      ended: (duty, outcome) => metrics.taskEnded(duty, outcome),
    });
    const outboxes = openOutboxes({
      engine,
      db,
      chat,
      paging: settings.pagerDuty
        ? pagerDuty({
            routingKey: settings.pagerDuty.routingKey,
            ...(settings.pagerDuty.host === undefined ? {} : { server: settings.pagerDuty.host }),
          })
        : null,
      speech,
      mail,
      zoneOf,
      charts,
      ...warRooms(settings, access, source),
      membersOf: known.membersOf,
      sceneOf,
      drawHome,
      holder,
      log,
    });
    const shared = { settings, policy, engine, db, speech, log };
    const protection = openProtection({ ...shared, source, people: known, holder });
    const audit = openAuditDuties({ ...shared, chat });
    return { workers, outboxes, protection, audit, stopTrimming: openTrim(db, log) };
  };
  const working = role === 'bot' ? null : openWorkRooms();
  if (working) void warnOfApprovers({ policy, people: known, chat, speech, log });
  if (working) say(`Workers are ready: ${settings.workerConcurrency} side by side, rollback has its own`);

  const metrics = openMetrics({
    sweepAgeMs: () => (working?.workers.sweptAt ? Date.now() - working.workers.sweptAt : null),
    inFlight: () => flying.count,
  });
  let link: SlackLink | null = null;
  const parts = healthParts({ db, queues, chat, workers: working?.workers ?? null, link: () => link });
  const health = openHealth(parts.list);
  const hooks = [
    ...alertRoutes(settings, engine, () => policy, log),
    ...gitHubRoutes({ settings, db, log }),
    ...evidenceRoutes({ db, engine, bell, policy: () => policy, log }),
    ...pagingRoutes(settings, engine, log),
  ];
  const routes = [
    ...health.routes,
    metrics.route,
    ...hooks,
    ...calendarRoute(settings, engine, db, () => policy),
  ];
  if (role !== 'worker') {
    link = openSlackLink(settings, routes, log);
    const desk = {
      engine,
      policy: () => policy,
      people: known,
      zoneOf,
      preferences,
      reminders: reminderQueries(db),
      tokens: tokenQueries(db, engine),
      facts: planningFacts({ engine, targets, source }),
      releases: releaseQueries(db, archivedRecords(settings.archiveFolder)),
      homes: openHomes(db, drawHome),
      slack: { interactive: link.interactive },
      illustrated: answerIllustrator({
        charts,
        refusesBlocks,
        log,
      }),
      words: speech.inChannel(null),
      speech,
      log,
      now: () => Date.now(),
    };
    registerIntents(link.app, desk, flying);
  }
  const web = link === null ? openWebServer(routes, tellRefused(log)) : null;

  const stop = async () => {
    health.stopping();
    parts.close();
    await link?.stop();
    await web?.close();
    await flying.drain(GRACE_MS);
    working?.stopTrimming();
    await working?.audit.close();
    await working?.workers.close(GRACE_MS);
    await working?.outboxes.close();
    mail?.mailer.close();
    await working?.protection?.close();
    await queues.close();
    await db.close();
  };
  try {
    const port = link ? await link.start() : await web!.listen(settings.port);
    return { port, stop };
  } catch (error) {
    await stop();
    throw aboutPort(settings.port, error);
  }
}
