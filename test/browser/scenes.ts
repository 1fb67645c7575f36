import { APPROVERS, actsOf } from './acts.ts';
import { type Camera, PHONE } from './camera.ts';
import type { Visitor } from './visitor.ts';

/** What the pictures of the documentation show, in the order in which it happens. */
type Scene = (visitor: Visitor, camera: Camera) => Promise<void>;

const DAY_MS = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
const answer = (visitor: Visitor, says: string | RegExp) =>
  visitor.message('Only visible to you').filter({ hasText: says });

const cleanRelease: Scene = async (visitor, camera) => {
  const acts = actsOf(visitor);
  await acts.plans('1.4.0', 'Pay with one click');
  await acts.ticks('1.4.0');
  const [first, ...others] = APPROVERS;
  await acts.approves('1.4.0', first, () => camera.takesOnly('approve', visitor.dialog(/Approve/)));
  await visitor.card('1.4.0').getByText('Waiting for 2 of 3 approvals').waitFor();
  await camera.takes('card', visitor.card('1.4.0'));
  for (const name of others) await acts.approves('1.4.0', name);
  await camera.takes('poll', visitor.message('Go/No-Go: checkout 1.4.0'));
  await acts.votes('1.4.0');
  await acts.deploys('1.4.0');
  await visitor.opens('rel-checkout-1-4-0-prod');
  const board = visitor.card('1.4.0');
  await board.getByText(/1\.3\.0: \d+ ms/).waitFor();
  await board.getByText('Baking at 50%').waitFor();
  await camera.takes('war-room', board);
  await board.getByText('Completed', { exact: true }).waitFor();
  await camera.takes('phase', visitor.message('Phase 25% passed'));
};

const badCanary: Scene = async (visitor, camera) => {
  const acts = actsOf(visitor);
  await acts.plans('1.4.1', 'Faster search in the basket');
  await acts.ticks('1.4.1');
  for (const name of APPROVERS) await acts.approves('1.4.1', name);
  await acts.votes('1.4.1');
  await acts.deploys('1.4.1');
  await visitor.card('1.4.1').getByText('1.4.0 serves everything again').waitFor();
  const rolledBack = visitor.message('Rolled back: checkout 1.4.1');
  await rolledBack.waitFor();
  await camera.takes('rollback', visitor.message('Rolling back: checkout 1.4.1'), rolledBack);
  await visitor.opens('rel-checkout-1-4-1-prod');
  await visitor.message('Rollback report').waitFor();
  await camera.takesAll('phone', PHONE);
};

const incident: Scene = async (visitor, camera) => {
  await visitor.becomes('George Mbeki');
  await visitor.opens('releases-checkout');
  await visitor.types('/release incident ack 1.4.1');
  await answer(visitor, 'You have the incident').waitFor();
  await visitor.types('/release incident update 1.4.1 every eighth basket fails to load, 1.4.0 is back');
  await answer(visitor, 'is posted').waitFor();
  await visitor.types('/release incident 1.4.1');
  const shown = answer(visitor, 'What happened');
  await shown.waitFor();
  await camera.takes('incident', shown);
};

const gates: Scene = async (visitor, camera) => {
  await actsOf(visitor).plans('1.6.0', 'Prices are rounded once');
  await visitor.card('1.6.0').getByText('1 failed').waitFor();
  await visitor.types('/release gates 1.6.0');
  const panel = answer(visitor, 'Gates of checkout 1.6.0');
  await panel.waitFor();
  await camera.takes('gates', panel);
};

const calendar: Scene = async (visitor, camera) => {
  // The policy of the sandbox lets operations freeze.
  await visitor.becomes('George Mbeki');
  await visitor.types(
    `/release freeze all prod from ${inDays(1)} 18:00 until ${inDays(2)} 18:00 the busiest days of the year`,
  );
  await visitor.message('froze everything').waitFor();
  await visitor.types(`/release start v1.5.0 minor dev --at "${inDays(1)} 14:00"`);
  await visitor.card('1.5.0').waitFor();
  await visitor.types('/release calendar');
  const month = answer(visitor, 'a release,');
  await month.waitFor();
  await camera.takes('calendar', month);
};

const home: Scene = async (visitor, camera) => {
  await visitor.becomes('Elif Kaya');
  await visitor.page
    .getByRole('navigation', { name: 'Workspace' })
    .getByRole('button', { name: /^tminus/ })
    .click();
  await visitor.page.getByText('The days ahead').waitFor();
  await camera.takesOnly('home', visitor.page.locator('.home'), { width: 1100, height: 1060 });
};

const chinese: Scene = async (visitor, camera) => {
  await visitor.becomes('Chloe Lin');
  await visitor.opens('releases-checkout');
  await visitor.types('/release settings language zh-CN');
  await answer(visitor, '简体中文').waitFor();
  await visitor.types('/release status 1.6.0');
  const status = answer(visitor, '等待审批');
  await status.waitFor();
  await camera.takes('chinese', status);
};

export const SCENES: readonly Scene[] = [cleanRelease, badCanary, incident, gates, calendar, home, chinese];
