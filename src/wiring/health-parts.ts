import type { Queues } from '../jobs/queues.ts';
import type { Workers } from '../jobs/workers.ts';
import type { Chat } from '../providers/chat/port.ts';
import type { Database } from '../store/database.ts';
import type { HealthPart } from '../web/health.ts';
import type { SlackLink } from './slack-link.ts';

const ASK_SLACK_EVERY_MS = 30_000;
/** The first answers after a start or an outage may take a moment. */
const ASK_AGAIN_MS = 2_000;
const SWEEP_TOO_OLD_MS = 15_000;

export interface HealthPartsOptions {
  db: Database;
  queues: Queues;
  chat: Chat;
  workers: Workers | null;
  link(): SlackLink | null;
}

/** What this process needs to be well, looked at without making any of it busier than it is. */
export function healthParts({ db, queues, chat, workers, link }: HealthPartsOptions): {
  list: HealthPart[];
  close(): void;
} {
  let slackProblem: string | null = 'was not asked yet';
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  const askSlack = async () => {
    slackProblem = await chat.check().then(
      () => null,
      error => (error instanceof Error ? error.message : String(error)),
    );
    if (!isClosed) timer = setTimeout(askSlack, slackProblem === null ? ASK_SLACK_EVERY_MS : ASK_AGAIN_MS);
  };
  void askSlack();

  const isOld = () => workers?.sweptAt == null || Date.now() - workers.sweptAt > SWEEP_TOO_OLD_MS;
  const list: HealthPart[] = [
    { name: 'database', problem: () => db.ping().then(() => null) },
    // While Redis is away work is claimed from the database, and a rollback must still reach us.
    { name: 'queue', isOptional: true, problem: () => (queues.isAway() ? 'Redis does not answer' : null) },
    {
      name: 'slack',
      problem: () => slackProblem ?? (link()?.isConnected() === false ? 'is not connected' : null),
    },
  ];
  if (workers) {
    list.push({ name: 'workers', problem: () => (isOld() ? 'have not looked for work lately' : null) });
  }
  return {
    list,
    close() {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}
