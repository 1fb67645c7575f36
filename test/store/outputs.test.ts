import { expect, it } from 'vitest';
import { appendOutput, isOverfull, OUTPUT_CAP_BYTES, readOutput } from '../../src/store/outputs.ts';
import { onEveryStore } from '../support/database.ts';

onEveryStore(store => {
  const texts = async (operation: string) => (await readOutput(store.db, operation)).map(chunk => chunk.text);

  it('output is kept chunk by chunk, per operation', async () => {
    expect(await appendOutput(store.db, 'web-1.install.1', 'one\n')).toEqual({ full: false });
    await appendOutput(store.db, 'web-1.install.1', 'two\n');
    await appendOutput(store.db, 'web-1.install.2', 'other\n');
    expect(await texts('web-1.install.1')).toEqual(['one\n', 'two\n']);
  });

  it('output is read page by page', async () => {
    for (const text of ['1', '2', '3', '4', '5']) await appendOutput(store.db, 'op', text);
    const first = await readOutput(store.db, 'op', { limit: 2 });
    const second = await readOutput(store.db, 'op', { after: first.at(-1)!.chunk, limit: 10 });
    expect([first, second].map(page => page.map(chunk => chunk.text).join(''))).toEqual(['12', '345']);
  });

  it('output beyond the cap is dropped, without cutting a character in two', async () => {
    await appendOutput(store.db, 'op', 'x'.repeat(OUTPUT_CAP_BYTES - 2));
    expect(await isOverfull(store.db, 'op')).toBe(false);
    expect(await appendOutput(store.db, 'op', '€ more')).toEqual({ full: true });
    expect(await isOverfull(store.db, 'op')).toBe(true);
    // A gap in the middle would mislead more than an end.
    expect(await appendOutput(store.db, 'op', 'ab')).toEqual({ full: true });
    expect((await texts('op')).slice(1)).toEqual([]);
  });

  it('output that ends exactly at the cap is whole', async () => {
    expect(await appendOutput(store.db, 'op', 'x'.repeat(OUTPUT_CAP_BYTES - 2))).toEqual({ full: false });
    expect(await appendOutput(store.db, 'op', 'ab')).toEqual({ full: false });
    expect(await isOverfull(store.db, 'op')).toBe(false);
    expect((await texts('op')).slice(1)).toEqual(['ab']);
  });

  it('output may hold bytes that PostgreSQL refuses', async () => {
    await appendOutput(store.db, 'op', 'a\0b');
    expect(await texts('op')).toEqual(['a\uFFFDb']);
  });

  it('two writers of one operation do not lose each other’s output', async () => {
    await Promise.all(['one', 'two', 'three', 'four'].map(text => appendOutput(store.db, 'op', text)));
    expect((await texts('op')).sort()).toEqual(['four', 'one', 'three', 'two']);
  });
});
