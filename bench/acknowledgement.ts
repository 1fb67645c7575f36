import { runScript } from './child.ts';
import { type Figure, ms, perSecond, quantile } from './figures.ts';
import type { LoadOrder, LoadResult } from './load.ts';

const SATURATION_S = 3;
const STEADY_S = 5;
const RATE = 200;

type Asked = Pick<LoadOrder, 'answers' | 'channel'> & { bot: string; ackOnly: string };

/** Both apps under the same load of signed `/release status`, in turns, so that both meet the same machine. */
export async function measureAcknowledgement(where: string, asked: Asked): Promise<Figure[]> {
  const load = (address: string, rate: number | null, seconds: number) =>
    runScript<LoadResult>('load.ts', { ...asked, address, rate, seconds } satisfies LoadOrder);
  // Steady first: after saturation the bot is still busy with the answers it owes.
  const baseline = await load(asked.ackOnly, RATE, STEADY_S);
  const ours = await load(asked.bot, RATE, STEADY_S);
  const p99 = quantile(ours.latencies, 0.99);
  const most = { ours: 0, baseline: 0 };
  for (let turn = 0; turn < 2; turn += 1) {
    most.baseline += (await load(asked.ackOnly, null, SATURATION_S)).perSecond / 2;
    most.ours += (await load(asked.bot, null, SATURATION_S)).perSecond / 2;
  }
  const ratio = most.ours / most.baseline;
  return [
    {
      what: `/release status acknowledged at ${RATE}/s, p99 (${where})`,
      ours: ms(p99),
      baseline: ms(quantile(baseline.latencies, 0.99)),
      goal: '≤ 50 ms',
      isMet: p99 <= 50,
    },
    {
      what: `/release status acknowledged at saturation (${where})`,
      ours: perSecond(most.ours),
      baseline: perSecond(most.baseline),
      ratio,
      goal: '≥ 0.80',
      isMet: ratio >= 0.8,
    },
  ];
}
