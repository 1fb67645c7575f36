import pg from 'pg';
import { channelOf } from './bench-policy.ts';
import type { Bench } from './bench-world.ts';
import { type Figure, ms, quantile } from './figures.ts';
import { clicked, send } from './gestures.ts';

const ROUNDS = 2;

/** From sending a signed click until its event is committed, as the database itself reports it. */
export async function measureClicks(bench: Bench, bot: string): Promise<Figure[]> {
  const client = new pg.Client({ connectionString: bench.databaseUrl });
  await client.connect();
  const latencies: number[] = [];
  try {
    // Notifications are sent at the commit.
    await client.query(`
      create function bench_tell() returns trigger language plpgsql as
        $$ begin perform pg_notify('appended', new.command_id); return new; end $$;
      create trigger bench_tell after insert on app.events for each row execute function bench_tell();
      listen appended;`);
    const { rows } = await client.query<{ id: string; service: string }>(
      'select id, service from app.releases where live order by id',
    );
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const button of ['pause', 'resume']) {
        for (const { id, service } of rows) {
          const click = clicked(
            button,
            JSON.stringify({ r: id, d: '' }),
            channelOf(service),
            bench.slack.answersUrl,
          );
          const committed = notified(client, click.commandId);
          const at = performance.now();
          await Promise.all([send(bot, click), committed.then(then => latencies.push(then - at))]);
        }
      }
    }
    await client.query('drop trigger bench_tell on app.events');
  } finally {
    await client.end();
  }
  return [
    {
      what: `click to event committed, p50 of ${latencies.length} (served)`,
      ours: ms(quantile(latencies, 0.5)),
    },
    { what: 'click to event committed, p99 (served)', ours: ms(quantile(latencies, 0.99)) },
  ];
}

const PATIENCE_MS = 5_000;

function notified(client: pg.Client, commandId: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`nothing was recorded for ${commandId}`)), PATIENCE_MS);
    const hear = ({ payload }: pg.Notification) => {
      if (payload !== commandId) return;
      clearTimeout(late);
      client.off('notification', hear);
      resolve(performance.now());
    };
    client.on('notification', hear);
  });
}
