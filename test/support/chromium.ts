import { execFileSync } from 'node:child_process';
import { type Browser, chromium } from 'playwright-core';

/**
 * A Chromium without a window: the one on the machine, else the one inside `@sparticuz/chromium`.
 *
 * @throws Error with one sentence when neither starts.
 */
export async function launchChromium(): Promise<Browser> {
  const installed = ['chromium', 'google-chrome', 'google-chrome-stable', 'chromium-browser']
    .map(onPath)
    .find(Boolean);
  const executablePath = installed ?? (await shipped());
  try {
    return await chromium.launch({ executablePath, args: FLAGS });
  } catch (error) {
    const [reason] = (error as Error).message.split('\n');
    throw new Error(
      `Chromium at ${executablePath} does not start; install chromium or google-chrome. (${reason})`,
    );
  }
}

/** No sandbox, so that it starts as root in a container; the rest keeps it off the network. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

function onPath(name: string): string | undefined {
  try {
    return execFileSync('which', [name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}

async function shipped(): Promise<string> {
  try {
    const { default: Chromium } = await import('@sparticuz/chromium');
    return await Chromium.executablePath();
  } catch (error) {
    throw new Error(
      `No browser was found: install chromium or google-chrome. (@sparticuz/chromium: ${(error as Error).message})`,
    );
  }
}
