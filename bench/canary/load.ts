/*
 * Sends requests by the clock, whether or not earlier ones were answered, and remembers of each when it was begun and
 * which version answered.
 */
import { Agent, get } from 'node:http';

export type LoadOrder =
  | { url: string; perSecond: number }
  /** Forgets what was before. */
  | { afresh: true }
  | { about: { bad: string; decidedAt: number; awayAt: number } };

export interface LoadReport {
  sent: number;
  /** No connection, a connection that broke off, or an answer of HAProxy instead of a version. */
  lost: number;
  badInAll: number;
  /** Begun after the decision, more than 100 ms after it, and after the weight was seen at 0. */
  badAfterDecision: number;
  badAfter100Ms: number;
  badAfterAway: number;
}

interface Sent {
  /** Ms since the Unix epoch. */
  at: number;
  /** Null while it is not answered; empty when it was lost. */
  version: string | null;
}

const TICK_MS = 10;
// Each connection is used in its turn, so that none is idle so long that HAProxy closes it just as it is used.
const agent = new Agent({ keepAlive: true, maxSockets: 64, scheduling: 'fifo' });
let sent: Sent[] = [];

function send(url: string): void {
  const one: Sent = { at: Date.now(), version: null };
  sent.push(one);
  get(url, { agent, timeout: 5_000 }, response => {
    const { 'x-version': version = '' } = response.headers;
    one.version = String(version);
    response.resume().once('error', () => {
      one.version = '';
    });
  })
    .once('timeout', function (this: { destroy(): void }) {
      this.destroy();
    })
    .once('error', () => {
      one.version = '';
    });
}

function begin(url: string, perSecond: number): void {
  const from = performance.now();
  let count = 0;
  setInterval(() => {
    const wanted = ((performance.now() - from) / 1000) * perSecond;
    // After a pause of the machine it goes on instead of sending all at once what it missed.
    if (wanted - count > perSecond) count = Math.floor(wanted);
    for (; count < wanted; count += 1) send(url);
  }, TICK_MS);
}

function report({ bad, decidedAt, awayAt }: { bad: string; decidedAt: number; awayAt: number }): LoadReport {
  const onBad = sent.filter(({ version }) => version === bad);
  const after = (at: number) => onBad.filter(one => one.at > at).length;
  return {
    sent: sent.length,
    lost: sent.filter(({ version }) => version === '').length,
    badInAll: onBad.length,
    badAfterDecision: after(decidedAt),
    badAfter100Ms: after(decidedAt + 100),
    badAfterAway: after(awayAt),
  };
}

process.on('message', (order: LoadOrder) => {
  if ('url' in order) begin(order.url, order.perSecond);
  if ('afresh' in order) sent = [];
  process.send?.('about' in order ? report(order.about) : { ok: true });
});
process.on('disconnect', () => process.exit(0));
