import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildPage } from '../../../sandbox/build-page.ts';
import { type Demo, openDemo } from '../../../sandbox/demo/open-demo.ts';
import type { Workspace } from '../../../sandbox/workspace/open-workspace.ts';
import { serveWorkspace } from '../../../sandbox/workspace/serve.ts';
import { launchChromium } from '../../support/chromium.ts';
import { openTinyApp, type TinyApp } from './tiny-app.ts';

let browser: Browser;
let pageFolder: string;
let demo: Demo;
let workspace: Workspace;
let app: TinyApp;
let problems: string[];

beforeAll(async () => {
  pageFolder = await mkdtemp(join(tmpdir(), 'page-'));
  demo = await openDemo({ folder: join(pageFolder, 'demo'), token: 'demo-token', trafficPerSecond: 0 });
  await buildPage(pageFolder, { demoUrl: demo.url });
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await demo?.close();
  await rm(pageFolder, { recursive: true, force: true });
});

beforeEach(async () => {
  problems = [];
  workspace = await serveWorkspace({ pageFolder, name: 'Acme' });
  app = await openTinyApp(workspace);
});

afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  await app.close();
  await workspace.close();
  expect(problems).toEqual([]);
});

async function visit(options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  page.on('pageerror', error => problems.push(error.message));
  page.on('console', message => {
    if (message.type() === 'error') problems.push(message.text());
  });
  await page.goto(`${workspace.url}/#/releases`);
  await composer(page).waitFor();
  return page;
}

const composer = (page: Page) => page.getByRole('combobox', { name: 'Message #releases', exact: true });

const type = (page: Page, text: string) => composer(page).pressSequentially(text);

const say = async (page: Page, text: string) => {
  await composer(page).fill(text);
  await composer(page).press('Enter');
};

describe('a visitor', () => {
  it('begins in the channel of the checkout service, and finds any channel by its name', async () => {
    const page = await visit();
    await page.goto(workspace.url);
    await page.getByRole('combobox', { name: 'Message #releases-checkout' }).waitFor();
    await page.goto(`${workspace.url}/#/incidents`);
    await page.getByRole('combobox', { name: 'Message #incidents' }).waitFor();
  });

  it('sends a message that others see without reloading', async () => {
    const [ana, ben] = [await visit(), await visit()];
    await say(ana, 'Going out *today*, @ben :rocket:');
    const seen = ben.getByRole('log').getByText('Going out');
    await seen.waitFor();
    expect(await seen.textContent()).toBe('Going out today, @Ben Okafor 🚀');
    expect(await seen.locator('strong').textContent()).toBe('today');
  });

  it('is shown text that looks like markup as text', async () => {
    const page = await visit();
    await say(page, '<img src=x onerror=alert(1)> & <b>bold</b>');
    await page.getByText('<img src=x onerror=alert(1)> & <b>bold</b>').waitFor();
  });

  it('completes commands, their words and mentions with the keyboard', async () => {
    const page = await visit();
    await type(page, '/rel');
    await composer(page).press('Tab');
    await type(page, 'sta');
    await page.getByRole('option', { name: /status/ }).waitFor();
    await composer(page).press('ArrowDown');
    await composer(page).press('Enter');
    expect(await composer(page).inputValue()).toBe('/release status ');
    await composer(page).press('Enter');
    await page.getByText('Nothing is under way.').waitFor();
    await type(page, 'hello @far');
    await composer(page).press('Tab');
    expect(await composer(page).inputValue()).toBe('hello @farah ');
  });

  it('sees an ephemeral answer alone, and dismisses it', async () => {
    const page = await visit();
    await say(page, '/release status');
    await page.getByText('Only visible to you').waitFor();
    expect(workspace.ephemerals('ben')).toEqual([]);
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await page.getByText('Nothing is under way.').waitFor({ state: 'detached' });
  });

  it('is asked before a risky button works', async () => {
    const page = await visit();
    await say(page, '/release list');
    await page.getByRole('button', { name: 'Roll back' }).click();
    await page.getByRole('button', { name: 'Keep it' }).click();
    await page.getByRole('button', { name: 'Roll back' }).click();
    await page.getByRole('dialog', { name: 'Roll back?' }).getByText('All traffic goes to 1.3.0.').waitFor();
    await page.getByRole('button', { name: 'Roll back now' }).click();
    await page.getByText('Rolled back by').waitFor();
    expect(app.heard.filter(one => one.startsWith('roll_back'))).toEqual(['roll_back by U01ANAVEGA']);
  });

  it('chooses from a select in a message', async () => {
    const page = await visit();
    await say(page, '/release list');
    await page.getByRole('combobox', { name: 'Strategy' }).selectOption('rolling');
    await workspace.waitFor(() => app.heard.includes('strategy rolling'));
  });

  it('sees one channel at a time', async () => {
    const page = await visit();
    await page.getByRole('button', { name: /incidents/ }).click();
    await page.getByRole('heading', { name: 'incidents' }).waitFor();
    expect(await page.getByRole('log').count()).toBe(1);
    expect(await page.locator('.composer').count()).toBe(1);
  });

  it('opens the Home of the app', async () => {
    const page = await visit();
    await page.getByRole('button', { name: 'tminus', exact: true }).click();
    await page.getByRole('heading', { name: 'Waiting for you' }).waitFor();
  });

  it('finds the demo versions, and one click writes the command that releases one', async () => {
    const page = await visit();
    const panel = page.getByRole('region', { name: 'Demo versions' });
    await panel.getByText('fails to start').waitFor();
    await panel.getByRole('button', { name: '1.4.1' }).click();
    await page.locator('.composer textarea:focus').waitFor();
    expect(await composer(page).inputValue()).toBe('/release start checkout v1.4.1 minor production');
  });

  it('replies in a thread', async () => {
    const page = await visit();
    await say(page, 'Anyone against?');
    await page.getByText('Anyone against?').hover();
    await page.getByRole('button', { name: 'Reply in thread' }).click();
    const reply = page.getByRole('combobox', { name: 'Reply…' });
    await reply.fill('Not me.');
    await reply.press('Enter');
    await page.getByRole('complementary', { name: 'Thread' }).getByText('Not me.').waitFor();
    await page.getByRole('button', { name: /1 reply/ }).waitFor();
    await reply.press('Escape');
    await page.getByText('Not me.').waitFor({ state: 'detached' });
  });

  it('becomes somebody else and sees what is unread for them', async () => {
    const page = await visit();
    await workspace.say({ person: 'ana', channel: 'incidents', text: 'Look here, @elif' });
    await page.getByRole('button', { name: /You are Ana Vega/ }).click();
    await page.getByRole('menuitem', { name: /Elif Kaya.*security_team/ }).click();
    await page.getByRole('button', { name: /You are Elif Kaya/ }).waitFor();
    expect(await page.getByRole('button', { name: /incidents/ }).textContent()).toMatch(/unread1$/);
    await say(page, '/release list');
    await page.getByRole('button', { name: 'Roll back' }).click();
    await page.getByRole('button', { name: 'Roll back now' }).click();
    await workspace.waitFor(() => app.heard.includes('roll_back by U05ELIFKAY'));
    await page.reload();
    await page.getByRole('button', { name: /You are Elif Kaya/ }).waitFor();
  });
});

describe('a modal', () => {
  it('shows what is wrong, keeps what was filled in, and sends Slack’s values', async () => {
    const page = await visit();
    await say(page, '/release start');
    const modal = page.getByRole('dialog', { name: 'Plan a release' });
    await modal.getByRole('button', { name: 'Plan it' }).click();
    await modal.getByText('Please complete this required field.').waitFor();
    await modal.getByLabel('Goal').fill('Fast');
    await modal.getByLabel('Owner').selectOption('U02BENOKAF');
    await modal.getByRole('combobox', { name: 'Scope' }).click();
    await modal.getByRole('option', { name: 'fixes' }).click();
    await modal.getByRole('option', { name: 'debt' }).click();
    await modal.getByLabel('debt', { exact: true }).first().check();
    await modal.getByRole('checkbox', { name: 'features' }).check();
    await modal.getByLabel('Time').fill('09:30');
    await modal.getByLabel('Code freeze').fill('2026-11-24T08:00');
    await modal.getByLabel('Minutes to go back').fill('61');
    await modal.getByRole('button', { name: 'Plan it' }).click();
    await modal.getByText('Please enter 60 or less.').waitFor();
    await modal.getByLabel('Minutes to go back').fill('5');
    await modal.getByRole('button', { name: 'Plan it' }).click();
    await modal.getByText('Say it in a sentence.').waitFor();
    expect(await modal.getByLabel('Goal').inputValue()).toBe('Fast');
    await modal.getByLabel('Goal').fill('Faster checkout');
    await modal.getByRole('button', { name: 'Plan it' }).click();
    await page.getByText('plans: Faster checkout').waitFor();
    await modal.waitFor({ state: 'detached' });

    const values = JSON.parse(app.heard.at(-1) ?? '{}');
    expect(values).toMatchObject({
      goal: { goal: { type: 'plain_text_input', value: 'Faster checkout' } },
      scope: { scope: { selected_options: [{ value: 'fixes' }, { value: 'debt' }] } },
      owner: { owner: { selected_user: 'U02BENOKAF' } },
      kind: { kind: { selected_option: { value: 'debt' } } },
      checks: { checks: { selected_options: [{ value: 'features' }] } },
      day: { day: { selected_date: '2026-11-23' } },
      time: { time: { selected_time: '09:30' } },
      // 08:00 in Madrid, where Ana lives.
      freeze: { freeze: { selected_date_time: Date.parse('2026-11-24T07:00:00Z') / 1000 } },
      minutes: { minutes: { value: '5' } },
    });
  });

  it('is filled in, sent and closed with the keyboard alone', async () => {
    const page = await visit();
    await composer(page).focus();
    await page.keyboard.type('/release start');
    await page.keyboard.press('Enter');
    const modal = page.getByRole('dialog', { name: 'Plan a release' });
    await modal.waitFor();
    await page.keyboard.type('Faster checkout');
    await page.keyboard.press('Tab');
    await page.keyboard.type('fix');
    await page.keyboard.press('Enter');
    await modal.getByRole('button', { name: 'Remove fixes' }).waitFor();
    await modal.getByLabel('Minutes to go back').focus();
    await page.keyboard.type('7');
    await page.keyboard.press('Enter');
    await page.getByText('plans: Faster checkout').waitFor();
    await modal.waitFor({ state: 'detached' });

    // The focus is back where it was.
    await page.locator('.composer textarea:focus').waitFor();
    await page.keyboard.type('/release start');
    await page.keyboard.press('Enter');
    await modal.waitFor();
    await page.keyboard.press('Escape');
    await modal.waitFor({ state: 'detached' });
  });
});

describe('modals on top of each other', () => {
  it('keep what was entered below', async () => {
    const page = await visit();
    await say(page, '/release start');
    const plan = page.getByRole('dialog', { name: 'Plan a release' });
    await plan.getByLabel('Goal').fill('Faster checkout');
    await plan.getByRole('button', { name: 'Add a risk' }).click();
    const risk = page.getByRole('dialog', { name: 'Risk' });
    await risk.getByText('Loading…').waitFor();
    await risk.getByLabel('What could happen').fill('Slow');
    await risk.getByRole('button', { name: 'Back' }).click();
    expect(await plan.getByLabel('Goal').inputValue()).toBe('Faster checkout');
    await plan.getByRole('button', { name: 'Close', exact: true }).first().click();
    await plan.waitFor({ state: 'detached' });
  });
});

describe('on a phone', () => {
  it('the sidebar is a drawer and nothing is wider than the screen', async () => {
    const page = await visit({ viewport: { width: 375, height: 700 }, isMobile: true, hasTouch: true });
    await say(page, '/release list');
    await page.getByRole('button', { name: 'Roll back' }).waitFor();
    const width = await page.evaluate('document.documentElement.scrollWidth');
    expect(width).toBe(375);
    const incidents = page.getByRole('button', { name: /incidents/ });
    await incidents.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Open the sidebar' }).click();
    await incidents.click();
    await page.getByRole('heading', { name: 'incidents' }).waitFor();
    await incidents.waitFor({ state: 'hidden' });
  });
});
