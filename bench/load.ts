import { Agent, request as httpRequest } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import autocannon from 'autocannon';
import { type Gesture, typed } from './gestures.ts';

/** What the load process is asked for. */
export interface LoadOrder {
  address: string;
  answers: string;
  channel: string;
  seconds: number;
  /** Requests per second, sent whether or not earlier ones were answered; null: as many as ten connections get through. */
  rate: number | null;
}

export interface LoadResult {
  perSecond: number;
  /** Of each request, in milliseconds; empty at saturation. */
  latencies: number[];
}

const status = ({ channel, answers }: LoadOrder): Gesture => typed('/release', 'status', channel, answers);

async function saturate(order: LoadOrder): Promise<LoadResult> {
  const result = await autocannon({
    url: order.address,
    connections: 10,
    duration: order.seconds,
    requests: [
      {
        method: 'POST',
        setupRequest: request => {
          const { body, headers } = status(order);
          return { ...request, body, headers };
        },
      },
    ],
  });
  const failed = result.non2xx + result.errors + result.timeouts;
  if (failed > 0) throw new Error(`${failed} requests were not acknowledged`);
  return { perSecond: result['2xx'] / result.duration, latencies: [] };
}

/** Keeps to the clock: a slow answer does not delay the next request, so that it is not hidden. */
async function keepRate(order: LoadOrder, rate: number): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true });
  const sent: Promise<number>[] = [];
  const begunAt = performance.now();
  while (sent.length < rate * order.seconds) {
    const behind = ((performance.now() - begunAt) / 1000) * rate - sent.length;
    for (let due = Math.floor(behind); due > 0; due -= 1) sent.push(acknowledged(order, agent));
    await pause(1);
  }
  const latencies = await Promise.all(sent);
  agent.destroy();
  return { perSecond: rate, latencies };
}

function acknowledged(order: LoadOrder, agent: Agent): Promise<number> {
  const { body, headers } = status(order);
  const at = performance.now();
  return new Promise((resolve, reject) => {
    const length = { 'content-length': Buffer.byteLength(body) };
    const request = httpRequest(
      order.address,
      { method: 'POST', agent, headers: { ...headers, ...length } },
      response => {
        response.resume();
        response.once('end', () => {
          if (response.statusCode === 200) resolve(performance.now() - at);
          else reject(new Error(`acknowledged with ${response.statusCode}`));
        });
      },
    );
    request.once('error', reject);
    request.end(body);
  });
}

process.once('message', async (order: LoadOrder) => {
  const result = await (order.rate === null ? saturate(order) : keepRate(order, order.rate));
  process.send?.(result, () => process.exit(0));
});
