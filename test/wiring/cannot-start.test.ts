import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openEmbedded } from '../../src/store/embedded.ts';
import { openWebServer } from '../../src/web/server.ts';
import { aboutFolder, aboutPort } from '../../src/wiring/cannot-start.ts';

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    error => error,
  );

it('a data folder that is a file is told by its name and by the setting', async () => {
  const place = await mkdtemp(join(tmpdir(), 'tminus-folder-'));
  try {
    const folder = join(place, 'file', 'store');
    await writeFile(join(place, 'file'), '');
    expect(aboutFolder(folder, await failureOf(openEmbedded({ folder })))).toMatchObject({
      message: `The data folder ${folder} cannot be used: it is, or is below, a file. DATA_FOLDER names another one.`,
    });
  } finally {
    await rm(place, { recursive: true });
  }
});

it('a port that is taken is told by its number and by the setting', async () => {
  const other = createServer();
  await new Promise<void>(resolve => other.listen(0, resolve));
  const { port } = other.address() as AddressInfo;
  const failure = await failureOf(openWebServer([]).listen(port));
  other.close();
  expect(aboutPort(port, failure)).toMatchObject({
    message: `Port ${port} is taken by another process. PORT names another one.`,
  });
});

it('an error about something else stays as it is', () => {
  const error = new Error('something else');
  expect([aboutFolder('.data', error), aboutPort(3000, error)]).toEqual([error, error]);
});
