import { createPostgresBackend, Queue, Worker, withBackend } from 'bullmq';
import { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { EmbeddedDatabase } from '../store/embedded.ts';
import type { TaskKey } from '../store/tasks.ts';
import { reasonOf } from './duty.ts';

/** Rollback has a queue and workers of its own, so that it is never behind other work. */
export const QUEUES = ['tasks', 'rollback'] as const;
export type QueueName = (typeof QUEUES)[number];

/** What rings the bell: BullMQ on the embedded database or on Redis. Nothing in it is true or due; the store says that. */
export interface Queues {
  /** Returns at once and never throws; what does not arrive is rung again by the sweep. */
  add(name: QueueName, keys: readonly TaskKey[]): void;
  /** Calls `attend` for every key that arrives. It must not throw. */
  work(name: QueueName, concurrency: number, attend: (key: TaskKey) => Promise<void>): void;
  /** Whether nothing can be expected to arrive at present. */
  isAway(): boolean;
  /** Stops what `work` began, waits for what is being attended, and lets go of the connections. */
  close(): Promise<void>;
}

export type QueueBackend =
  | { kind: 'embedded'; database: Pick<EmbeddedDatabase, 'pool'> }
  | { kind: 'served'; redisUrl: string };

interface QueueOptions {
  log: Logger;
  /** Tells apart what shares one Redis. */
  prefix?: string;
}

/** A lost job is rung again and a repeated one finds its row taken, so nothing is kept and nothing is retried. */
const JOB = { attempts: 1, removeOnComplete: true, removeOnFail: true } as const;
// A worker that begins to wait for jobs just as it is closed waits out the whole delay.
const STEADY = { drainDelay: 1, lockDuration: 30_000, stalledInterval: 30_000 } as const;

export function openQueues(backend: QueueBackend, options: QueueOptions): Queues {
  return backend.kind === 'embedded' ? embeddedQueues(backend, options) : servedQueues(backend, options);
}

function embeddedQueues(
  { database }: Extract<QueueBackend, { kind: 'embedded' }>,
  { log }: QueueOptions,
): Queues {
  const Backed = withBackend(createPostgresBackend);
  const connection = database.pool as unknown as ConstructorParameters<typeof Backed.Queue>[1]['connection'];
  return assemble(log, () => false, {
    queue: name => new Backed.Queue<TaskKey>(name, { connection, defaultJobOptions: JOB }),
    worker: (name, attend, concurrency) =>
      new Backed.Worker<TaskKey>(name, attend, { connection, concurrency, ...STEADY }),
    close: async () => {},
  });
}

const PING_EVERY_MS = 1_000;
const ANSWER_WITHIN_MS = 2_000;

function servedQueues(
  { redisUrl }: Extract<QueueBackend, { kind: 'served' }>,
  { log, prefix = 'tminus' }: QueueOptions,
): Queues {
  // BullMQ insists on null: a worker waits out an outage instead of failing.
  const patient = {
    maxRetriesPerRequest: null,
    retryStrategy: (attempt: number) => Math.min(5_000, 50 * 2 ** attempt),
  };
  const workers = new Redis(redisUrl, patient);
  // No deadline for its commands: BullMQ asks for the version once, and a queue whose question failed refuses every job for ever.
  const adding = new Redis(redisUrl, patient);
  let answersAt = Number.NEGATIVE_INFINITY;
  let wasAway = false;
  const isAway = () =>
    adding.status !== 'ready' || performance.now() - answersAt > PING_EVERY_MS + ANSWER_WITHIN_MS;
  const heard = () => {
    answersAt = performance.now();
  };
  adding.on('ready', heard);
  for (const client of [workers, adding]) client.on('error', () => {});
  let isAsking = false;
  const ask = async () => {
    // One question at a time, or those of an outage would pile up.
    if (isAsking || adding.status !== 'ready') return;
    isAsking = true;
    await adding.ping().then(heard, () => {});
    isAsking = false;
  };
  const ping = setInterval(() => {
    void ask();
    if (isAway() === wasAway) return;
    wasAway = !wasAway;
    if (wasAway) log.warn('Redis does not answer; tasks are claimed from the database until it does');
    else log.info('Redis answers again');
  }, PING_EVERY_MS);
  return assemble(log, isAway, {
    queue: name => new Queue<TaskKey>(name, { connection: adding, prefix, defaultJobOptions: JOB }),
    worker: (name, attend, concurrency) =>
      new Worker<TaskKey>(name, attend, { connection: workers, prefix, concurrency, ...STEADY }),
    async close() {
      clearInterval(ping);
      for (const client of [workers, adding]) client.disconnect();
    },
  });
}

interface Running {
  on(event: 'error', listener: (error: Error) => void): unknown;
  close(force?: boolean): Promise<void>;
}

interface Ringing extends Running {
  addBulk(jobs: { name: string; data: TaskKey }[]): Promise<unknown>;
}

interface Parts {
  queue(name: QueueName): Ringing;
  worker(name: QueueName, attend: (job: { data: TaskKey }) => Promise<void>, concurrency: number): Running;
  close(): Promise<void>;
}

/** A worker of a queue that went silent would be waited for without end. */
const CLOSE_WITHIN_MS = 5_000;

function assemble(log: Logger, isAway: () => boolean, parts: Parts): Queues {
  const complain = (error: Error) => log.debug({ reason: reasonOf(error) }, 'the queue complained');
  const listening = <T extends Running>(running: T): T => {
    running.on('error', complain);
    return running;
  };
  const queues = new Map(QUEUES.map(name => [name, listening(parts.queue(name))]));
  const workers: Running[] = [];
  return {
    isAway,
    add(name, keys) {
      // Waiting for the queue here would keep the answer to a person waiting; adding to one that is away
      // would pile up in memory.
      if (keys.length === 0 || isAway()) return;
      const jobs = keys.map(({ releaseId, task }) => ({ name: 'due', data: { releaseId, task } }));
      queues.get(name)?.addBulk(jobs).catch(complain);
    },
    work(name, concurrency, attend) {
      workers.push(listening(parts.worker(name, job => attend(job.data), concurrency)));
    },
    async close() {
      const gently = Promise.allSettled(workers.map(worker => worker.close(isAway())));
      await within(CLOSE_WITHIN_MS, gently);
      await within(CLOSE_WITHIN_MS, Promise.allSettled([...queues.values()].map(queue => queue.close())));
      await parts.close();
    },
  };
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>(resolve => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
