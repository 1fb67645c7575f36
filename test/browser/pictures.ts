import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { launchChromium } from '../support/chromium.ts';
import { cameraOf } from './camera.ts';
import { startSandbox } from './running-sandbox.ts';
import { SCENES } from './scenes.ts';
import { visit } from './visitor.ts';

/*
 * `npm run pictures [folder]`: takes the screenshots of the documentation anew, from the sandbox as anybody starts it. Takes
 * about four minutes, and needs fonts with emoji and Chinese characters (Debian: fonts-noto-color-emoji, fonts-noto-cjk).
 */

const folder = resolve(process.argv[2] ?? 'docs/images');
await mkdir(folder, { recursive: true });
const [sandbox, browser] = await Promise.all([startSandbox(), launchChromium()]);
try {
  const visitor = await visit(browser, sandbox.url, {
    screenshots: folder,
    viewport: { width: 1100, height: 860 },
    timezoneId: 'UTC',
  });
  const camera = cameraOf(visitor.page, folder);
  for (const scene of SCENES) await scene(visitor, camera);
  if (visitor.problems.length > 0) throw new Error(`The page met errors: ${visitor.problems.join('; ')}`);
  console.log(`The pictures are in ${folder}`);
} finally {
  await browser.close();
  await sandbox.close();
}
