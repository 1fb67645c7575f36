import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFailed } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
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

/** Ana types the command and fills in the form. */
async function plans(version: string, goal: string): Promise<void> {
  await visitor.becomes('Ana Vega');
  await visitor.opens('releases-checkout');
  await visitor.types(`/release start v${version} minor prod`);
  const dialog = visitor.dialog('Plan a release');
  await dialog.getByLabel('Goal').fill(goal);
  await visitor.shoots(`${version}-1-plan`);
  await dialog.getByRole('button', { name: 'Submit plan' }).click();
  await visitor.card(version).getByText('Waiting for 3 of 3 approvals').waitFor();
}

/** What takes a hand on the checklist; the owner may tick it. */
async function ticks(version: string): Promise<void> {
  await visitor.card(version).getByRole('button', { name: 'Checklist' }).click();
  const dialog = visitor.dialog('Checklist');
  await dialog.getByLabel('The release notes are written').check();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  await visitor.message(/1 item is ticked/).waitFor();
}

/** A product owner, the security team and the CTO approve, each for themselves. */
async function approves(version: string): Promise<void> {
  for (const [index, name] of ['Chloe Lin', 'Elif Kaya', 'Hana Mori'].entries()) {
    await visitor.becomes(name);
    await visitor.card(version).getByRole('button', { name: 'Approve', exact: true }).click();
    const dialog = visitor.dialog(/Approve/);
    if (index === 0) {
      await dialog.getByRole('button', { name: /^Approve/ }).waitFor();
      await visitor.shoots(`${version}-2-approve`);
    }
    await dialog.getByRole('button', { name: /^Approve/ }).click();
    await dialog.waitFor({ state: 'detached' });
    await visitor.message(/Your approval of/).waitFor();
  }
}

async function votes(version: string): Promise<void> {
  const poll = visitor.message(new RegExp(`Go/No-Go: checkout ${version}`));
  await poll.waitFor();
  for (const name of ['Julia Rossi', 'Kofi Adjei', 'Dmitri Sokolov', 'George Mbeki']) {
    await visitor.becomes(name);
    await poll.getByRole('button', { name: 'GO', exact: true }).click();
    await visitor.message(/GO noted/).waitFor();
  }
}

async function deploys(version: string): Promise<void> {
  await visitor.becomes('Ana Vega');
  const card = visitor.card(version);
  await card.getByText('Ready to deploy').waitFor();
  await visitor.shoots(`${version}-3-ready`);
  await card.getByRole('button', { name: 'Deploy' }).click();
  await visitor.dialog('Deploy now?').getByRole('button', { name: 'Deploy' }).click();
  await visitor.message(new RegExp(`Going out: .* → ${version}`)).waitFor();
}

describe('somebody who opens the sandbox', () => {
  it('sends a version through plan, approvals, poll and phases to completion', async () => {
    await plans('1.4.0', 'Pay with one click');
    await ticks('1.4.0');
    await approves('1.4.0');
    await votes('1.4.0');
    await deploys('1.4.0');
    const card = visitor.card('1.4.0');
    await visitor.message('is planned as').getByRole('button', { name: 'Dismiss' }).click();
    await card.getByText('50% of the traffic on 1.4.0').waitFor();
    // The picture of the README.
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
    expect(visitor.problems).toEqual([]);
  }, 240_000);

  it('sees a version that answers with errors come back by itself', async () => {
    await plans('1.4.1', 'Faster search in the basket');
    await ticks('1.4.1');
    await approves('1.4.1');
    await votes('1.4.1');
    await deploys('1.4.1');
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
    expect(visitor.problems).toEqual([]);
  }, 240_000);
});
