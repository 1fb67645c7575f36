import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { pino } from 'pino';
import { afterEach, expect, inject, it } from 'vitest';
import { openQueues } from '../../src/jobs/queues.ts';
import type { TaskKey } from '../../src/store/tasks.ts';
import { until } from './until.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/**
 * A way to the Redis of the test run on which each connection stands still as soon as the client knows who answers there,
 * which is when it calls the connection ready.
 */
async function standingStill(): Promise<{ url: string; isStill(): boolean; goOn(): void }> {
  const url = new URL(inject('redisUrl'));
  const { hostname, port } = url;
  const sockets = new Set<Socket>();
  const held: (() => void)[] = [];
  let isOver = false;
  const server = createServer(client => {
    const redis = connect(Number(port), hostname);
    let isReady = false;
    for (const socket of [client, redis]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        client.destroy();
        redis.destroy();
      });
    }
    redis.on('data', chunk => {
      isReady ||= chunk.includes('redis_version');
      client.write(chunk);
    });
    client.on('data', chunk => {
      if (isOver || !isReady) redis.write(chunk);
      else held.push(() => redis.write(chunk));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    isStill: () => held.length > 0,
    goOn() {
      isOver = true;
      for (const pass of held.splice(0)) pass();
    },
  };
}

it('a Redis that stands still just as the queues are opened is used once it goes on', async () => {
  const way = await standingStill();
  const log = pino({ level: 'silent' });
  const queues = openQueues({ kind: 'served', redisUrl: way.url }, { log, prefix: randomUUID() });
  closing.push(() => queues.close());
  const arrived: TaskKey[] = [];
  queues.work('tasks', 1, async key => void arrived.push(key));
  await until(way.isStill);
  // Longer than an answer may take before Redis counts as away.
  await pause(3_500);
  expect(queues.isAway()).toBe(true);
  way.goOn();
  await until(() => !queues.isAway());
  const key = { releaseId: 'web-1', task: 'settle' };
  queues.add('tasks', [key]);
  await until(() => arrived.length > 0);
  expect(arrived).toEqual([key]);
});
