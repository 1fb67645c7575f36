import type { Logger } from 'pino';
import type { Engine } from '../engine/engine.ts';
import { answerRequest } from '../jobs/answer-protection.ts';
import { reasonOf } from '../jobs/duty.ts';
import { OUTBOX_LEASE_MS, type Outbox, openOutbox } from '../jobs/outbox.ts';
import type { People } from '../policy/people.ts';
import type { Policy } from '../policy/policy.ts';
import { lanesBehind } from '../policy/protected-lanes.ts';
import { gitHubApp } from '../providers/protection/github-app.ts';
import type { SourceControl } from '../providers/source/port.ts';
import type { GroupName, PersonId } from '../release/terms.ts';
import type { Settings } from '../settings.ts';
import type { Database } from '../store/database.ts';
import { claimRequests } from '../store/protection-requests.ts';
import { gitHubWebhook } from '../web/github-webhook.ts';
import type { Route } from '../web/route.ts';
import type { Speech } from '../words/speech.ts';

export interface ProtectionOptions {
  settings: Settings;
  policy: Policy;
  engine: Engine;
  db: Database;
  source: SourceControl | null;
  people: Pick<People, 'groupsOf'>;
  speech: Speech;
  holder: string;
  log: Logger;
}

/** Answers the jobs that wait at a deployment protection rule; null where no GitHub App is set. */
export function openProtection(options: ProtectionOptions): Outbox | null {
  const { settings, policy, engine, db, source, people, speech, holder, log } = options;
  const { app, apiUrl } = settings.github;
  if (!app) return null;
  const means = {
    engine,
    db,
    source,
    speech,
    log,
    protection: gitHubApp({
      appId: app.id,
      privateKey: app.privateKey,
      ...(apiUrl === undefined ? {} : { baseUrl: apiUrl }),
    }),
    groupsOf: (person: PersonId, among: readonly GroupName[]) =>
      people.groupsOf(person, { fresh: true, among }),
    lanesBehind: (repository: string, environment: string) => lanesBehind(policy, repository, environment),
  };
  return openOutbox({
    claim: limit => claimRequests(db, { holder, limit, leaseMs: 3 * OUTBOX_LEASE_MS }),
    carryOut: request => answerRequest(request, means),
    everyMs: 500,
    atOnce: 4,
    log,
  });
}

/** What GitHub posts to, where an App is set. */
export function gitHubRoutes({
  settings,
  db,
  log,
}: Pick<ProtectionOptions, 'settings' | 'db' | 'log'>): Route[] {
  const { app } = settings.github;
  if (!app) return [];
  const onTrouble = (error: unknown) => log.error({ reason: reasonOf(error) }, 'a webhook could not be kept');
  return [gitHubWebhook({ secret: app.webhookSecret, db, onTrouble })];
}
