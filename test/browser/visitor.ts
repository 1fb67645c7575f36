import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';

/** Somebody at the sandbox page, who can be anybody by its switch. */
export interface Visitor {
  readonly page: Page;
  /** Errors the page has met. */
  readonly problems: readonly string[];
  becomes(name: string): Promise<void>;
  opens(channel: string): Promise<void>;
  types(text: string): Promise<void>;
  /** The card of a version, found as eyes find it. */
  card(version: string): Locator;
  /** The message that says this, the newest one. */
  message(says: string | RegExp): Locator;
  dialog(name: string | RegExp): Locator;
  shoots(name: string): Promise<void>;
  /** Scrolls up to the first message before it. */
  shootsTheTop(name: string): Promise<void>;
}

/** A bake lasts eight seconds, and the machine may be busy. */
const PATIENCE_MS = 60_000;

export async function visit(
  browser: Browser,
  url: string,
  options: BrowserContextOptions & { screenshots: string },
): Promise<Visitor> {
  const { screenshots, ...contextOptions } = options;
  const context = await browser.newContext({ viewport: { width: 1400, height: 1020 }, ...contextOptions });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const problems: string[] = [];
  page.on('pageerror', error => problems.push(error.message));
  page.on('console', message => {
    if (message.type() === 'error') problems.push(message.text());
  });
  await page.goto(url);
  const log = () => page.getByRole('log');
  return {
    page,
    problems,
    async becomes(name) {
      await page.getByRole('button', { name: /^You are / }).click();
      await page.getByRole('menuitem', { name: new RegExp(name) }).click();
      await page.getByRole('button', { name: new RegExp(`You are ${name}`) }).waitFor();
    },
    async opens(channel) {
      const sidebar = page.getByRole('navigation', { name: 'Workspace' });
      // Not another that begins the same.
      const name = new RegExp(`${channel}(?!-)`);
      await sidebar.getByRole('button', { name }).click();
      await page.getByRole('heading', { name }).waitFor();
    },
    async types(text) {
      const composer = page.getByRole('combobox', { name: /^Message / });
      await composer.fill(text);
      await composer.press('Enter');
    },
    card: version =>
      log()
        .getByRole('article')
        .filter({ has: page.getByRole('heading', { name: new RegExp(`checkout ${version} →`) }) })
        .filter({ hasText: 'by keyboard' })
        .last(),
    message: says => log().getByRole('article').filter({ hasText: says }).last(),
    dialog: name => page.getByRole('dialog', { name }),
    async shoots(name) {
      await page.screenshot({ path: `${screenshots}/${name}.png` });
    },
    async shootsTheTop(name) {
      await log().first().hover();
      await page.mouse.wheel(0, -10_000);
      await page.mouse.move(0, 0);
      await page.screenshot({ path: `${screenshots}/${name}.png` });
    },
  };
}
