import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Route } from './route.ts';

export interface Gauges {
  /** Milliseconds since the last sweep was answered; null before the first. */
  sweepAgeMs(): number | null;
  /** Gestures of people that are still being carried out. */
  inFlight(): number;
}

export interface OwnMetrics {
  route: Route;
  /** Counts a task that was carried out, by duty and outcome. */
  taskEnded(duty: string, outcome: 'done' | 'again' | 'failed' | 'lost'): void;
}

/** `/metrics` in Prometheus text format: the process itself and what tminus does. */
export function openMetrics(gauges: Gauges): OwnMetrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const tasks = new Counter({
    name: 'tminus_tasks_total',
    help: 'Claims of due tasks that ended, by duty and outcome.',
    labelNames: ['duty', 'outcome'],
    registers,
  });
  new Gauge({
    name: 'tminus_sweep_age_seconds',
    help: 'Time since the last sweep for due tasks was answered.',
    registers,
    collect() {
      const ageMs = gauges.sweepAgeMs();
      if (ageMs !== null) this.set(ageMs / 1000);
    },
  });
  new Gauge({
    name: 'tminus_gestures_in_flight',
    help: 'Commands, clicks and submissions that are being carried out.',
    registers,
    collect() {
      this.set(gauges.inFlight());
    },
  });
  return {
    taskEnded: (duty, outcome) => tasks.inc({ duty, outcome }),
    route: {
      path: '/metrics',
      method: 'GET',
      async answer(_request, response) {
        const text = await registry.metrics();
        response.writeHead(200, { 'content-type': registry.contentType }).end(text);
      },
    },
  };
}
