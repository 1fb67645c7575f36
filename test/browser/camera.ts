import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';

interface Size {
  width: number;
  height: number;
}

/** Takes pictures of the page for the documentation. */
export interface Camera {
  /** Messages that stand below each other, as one picture; the window grows until they fit. */
  takes(name: string, ...shown: Locator[]): Promise<void>;
  /** A dialog or another part of the window, and nothing around it. */
  takesOnly(name: string, part: Locator, size?: Size): Promise<void>;
  /** The window, in this size. */
  takesAll(name: string, size: Size): Promise<void>;
}

const WINDOW: Size = { width: 1280, height: 900 };
export const PHONE: Size = { width: 390, height: 844 };
/** Higher than any message. */
const TALL_PX = 2400;
/** The picture of whoever wrote a message stands beside it. */
const AROUND_PX = { left: 58, right: 12, above: 8, below: 8 };

export function cameraOf(page: Page, folder: string): Camera {
  const path = (name: string) => join(folder, `${name}.png`);

  async function inSize(size: Size, take: () => Promise<unknown>): Promise<void> {
    const before = page.viewportSize();
    await page.setViewportSize(size);
    await page.mouse.move(0, 0);
    await take();
    if (before) await page.setViewportSize(before);
  }

  return {
    async takes(name, ...shown) {
      const width = page.viewportSize()?.width ?? 1100;
      await inSize({ width, height: TALL_PX }, async () => {
        await shown.at(-1)?.scrollIntoViewIfNeeded();
        await shown.at(0)?.scrollIntoViewIfNeeded();
        await page.screenshot({ path: path(name), clip: await around(shown), animations: 'disabled' });
      });
    },
    async takesOnly(name, part, size = WINDOW) {
      await inSize(size, () => part.screenshot({ path: path(name), animations: 'disabled' }));
    },
    async takesAll(name, size) {
      await inSize(size, () => page.screenshot({ path: path(name), animations: 'disabled' }));
    },
  };
}

/** @throws when one of them is not to be seen. */
async function around(shown: readonly Locator[]) {
  const boxes = await Promise.all(shown.map(one => one.boundingBox()));
  const seen = boxes.filter(box => box !== null);
  if (seen.length < shown.length) throw new Error('What the picture is of is not on the page.');
  const top = Math.min(...seen.map(({ y }) => y)) - AROUND_PX.above;
  const bottom = Math.max(...seen.map(({ y, height }) => y + height)) + AROUND_PX.below;
  const left = Math.min(...seen.map(({ x }) => x)) - AROUND_PX.left;
  const right = Math.max(...seen.map(({ x, width }) => x + width)) + AROUND_PX.right;
  return { x: left, y: top, width: right - left, height: bottom - top };
}
