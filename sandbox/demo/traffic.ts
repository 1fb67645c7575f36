import { Agent, get } from 'node:http';
import type { Version } from '../../src/release/terms.ts';

/** What the generated traffic met, seen from the client's side. */
export interface TrafficCounts {
  sent: number;
  ok: number;
  /** Answered with a status of 400 or above. */
  failed: number;
  /** No answer at all, or none of the versions gave it (502, 503). */
  lost: number;
  byVersion: Record<Version, number>;
}

export interface Traffic {
  readonly counts: TrafficCounts;
  /** Stops and waits for the answers under way. */
  close(): Promise<void>;
}

const TICK_MS = 25;
const PATHS = ['/', '/items', '/items/42', '/basket', '/search?q=tea'];

/** Sends `perSecond()` requests per second to the port, evenly, until it is closed. */
export function openTraffic(port: number, perSecond: () => number): Traffic {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const counts: TrafficCounts = { sent: 0, ok: 0, failed: 0, lost: 0, byVersion: {} };
  let underWay = 0;
  let due = 0;
  let last = performance.now();
  let idle: (() => void) | null = null;

  const ended = () => {
    underWay -= 1;
    if (underWay === 0) idle?.();
  };

  const send = () => {
    underWay += 1;
    counts.sent += 1;
    const request = get(
      { agent, host: '127.0.0.1', port, path: PATHS[counts.sent % PATHS.length] },
      answer => {
        const status = answer.statusCode ?? 0;
        const version = answer.headers['x-version'];
        if (typeof version === 'string') counts.byVersion[version] = (counts.byVersion[version] ?? 0) + 1;
        if (status < 400) counts.ok += 1;
        else counts.failed += 1;
        if (status === 502 || status === 503) counts.lost += 1;
        answer.resume();
      },
    );
    request.once('error', () => {
      counts.lost += 1;
    });
    request.once('close', ended);
  };

  const timer = setInterval(() => {
    const now = performance.now();
    const rate = perSecond();
    // After a stall (a laptop that slept) the missed requests are not made up for.
    due = Math.min(due + ((now - last) * rate) / 1000, rate / 4 + 1);
    last = now;
    for (; due >= 1; due -= 1) if (underWay < rate + 50) send();
  }, TICK_MS);

  return {
    counts,
    close: async () => {
      clearInterval(timer);
      if (underWay > 0) {
        await new Promise<void>(resolve => {
          idle = resolve;
        });
      }
      agent.destroy();
    },
  };
}
