import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFailed } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { APPROVERS, actsOf } from './acts.ts';
import { openSandbox, type Sandbox } from './open-sandbox.ts';
import { type Visitor, visit } from './visitor.ts';

let sandbox: Sandbox;
let browser: Browser;
let visitor: Visitor;
let screenshots: string;

beforeAll(async () => {
  screenshots = await mkdtemp(join(tmpdir(), 'tminus-screenshots-'));
  console.log(`What the page looked like is kept in ${screenshots}`);
  [sandbox, browser] = await Promise.all([openSandbox(), launchChromium()]);
  visitor = await visit(browser, sandbox.url, { screenshots });
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await sandbox?.close();
});

beforeEach(() => {
  onTestFailed(() => visitor.shoots('failed'));
});

/** Planned, ticked, approved and voted for, and on its way. */
async function sends(version: string, goal: string): Promise<void> {
  const acts = actsOf(visitor);
  await acts.plans(version, goal, () => visitor.shoots(`${version}-1-plan`));
  await acts.ticks(version);
  for (const name of APPROVERS)
    await acts.approves(version, name, () => visitor.shoots(`${version}-2-approve`));
  await acts.votes(version);
  await acts.deploys(version, () => visitor.shoots(`${version}-3-ready`));
}

describe('somebody who opens the sandbox', () => {
  it('sends a version through plan, approvals, poll and phases to completion', async () => {
    await sends('1.4.0', 'Pay with one click');
    const card = visitor.card('1.4.0');
    await visitor.message('is planned as').getByRole('button', { name: 'Dismiss' }).click();
    await card.getByText('50% of the traffic on 1.4.0').waitFor();
    await visitor.shootsTheTop('1.4.0-4-phases');

    await visitor.opens('rel-checkout-1-4-0-prod');
    const board = visitor.card('1.4.0');
    await visitor.shootsTheTop('1.4.0-5-war-room');
    await visitor.message(/Phase 5% passed/).waitFor();
    await board.getByText('Completed', { exact: true }).waitFor();
    await visitor.message(/Phase 100% passed/).waitFor();
    await visitor.shootsTheTop('1.4.0-6-war-room-completed');
    await visitor.shoots('1.4.0-6-war-room-below');

    await visitor.opens('releases-checkout');
    await visitor.message(/1\.4\.0 is out after/).waitFor();
    await visitor.types('/release status');
    await visitor.message('Only visible to you').getByText('1.4.0 is out').waitFor();
    await visitor.shoots('1.4.0-7-status');

    await visitor.opens('releases');
    await visitor.message(/1\.4\.0 is out after/).waitFor();
    await visitor.shoots('1.4.0-8-releases');
    await visitor.opens('releases-checkout');
    expect(visitor.problems).toEqual([]);
  }, 240_000);

  it('sees a version that answers with errors come back by itself', async () => {
    await sends('1.4.1', 'Faster search in the basket');
    await visitor.message(/Rolling back 1\.4\.1 → 1\.4\.0/).waitFor();
    await visitor.shoots('1.4.1-4-rolling-back');
    const card = visitor.card('1.4.1');
    await card.getByText('1.4.0 serves everything again').waitFor();
    await card.getByRole('button', { name: 'Unlock' }).waitFor();
    await visitor.shoots('1.4.1-5-rolled-back');
    await visitor.opens('rel-checkout-1-4-1-prod');
    const log = visitor.page.getByRole('log');
    await log.getByText('Rollback report').waitFor();
    await log
      .getByRole('img', { name: /^Failed requests/ })
      .last()
      .waitFor();
    await visitor.shoots('1.4.1-6-why');
    await visitor.opens('releases');
    await visitor.message(/Back on 1\.4\.0/).waitFor();
    await visitor.opens('incidents');
    await visitor
      .message(/Nobody has it yet/)
      .getByRole('button', { name: 'I have it' })
      .waitFor();
    await visitor.shoots('1.4.1-7-incidents');
    expect(visitor.problems).toEqual([]);
  }, 240_000);
});
