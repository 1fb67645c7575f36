import { open, realpath, rm } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { MOST_REPORT_BYTES } from '../reports/read-report.ts';

/** The command has shown nothing; the message is one sentence without its full stop. */
export class NoReport extends Error {
  override readonly name = 'NoReport';
}

/** A report that came with the code is none: it is removed before the command runs. */
export const removeReport = (checkout: string, report: string): Promise<void> =>
  rm(join(checkout, report), { recursive: true, force: true });

/**
 * What a command wrote, read to its end or not at all.
 *
 * @throws NoReport also for one that is outside of the checkout: a link of the repository could lead anywhere
 */
export async function reportIn(checkout: string, report: string): Promise<string> {
  const inside = `${await realpath(checkout)}${sep}`;
  const path = await realpath(join(checkout, report)).catch(() => null);
  if (path === null) throw new NoReport(`it wrote no ${report}`);
  if (!path.startsWith(inside)) throw new NoReport(`${report} leads out of the checkout`);
  return await textOf(path, report);
}

/** @param what how people know the file */
export async function textOf(path: string, what: string): Promise<string> {
  const file = await open(path, 'r').catch(() => null);
  if (file === null) throw new NoReport(`it wrote no ${what}`);
  try {
    const { size } = await file.stat();
    if (size > MOST_REPORT_BYTES)
      throw new NoReport(`${what} is longer than ${MOST_REPORT_BYTES / 1024 / 1024} MiB`);
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}
