import { type ParseArgsConfig, parseArgs } from 'node:util';
import { SettingMistakes } from '../settings.ts';
import { english } from '../words/english.ts';

/** It cannot be done like this; the message is all that people need to know. */
export class CannotDo extends Error {
  override readonly name = 'CannotDo';
}

/** What was typed behind the name of a tool. @throws CannotDo */
export function argumentsOf<Options extends NonNullable<ParseArgsConfig['options']>>(
  argv: readonly string[],
  options: Options,
  usage: string,
) {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
  } catch (error) {
    // The first sentence says what is wrong; what Node.js advises after it is about something else.
    const [why = ''] = (error instanceof Error ? error.message : String(error)).split(/\.?(?:\n| To )/);
    throw new CannotDo(english.audit.refusals.usage(`${why.replace(/\.$/, '')}.`, usage));
  }
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

/** `2026-01-31` is its beginning in UTC; a time needs its offset. Null when it is neither, or no such day. */
export function instantOf(text: string): number | null {
  if (!DAY.test(text) && !INSTANT.test(text)) return null;
  const at = Date.parse(text);
  // February 30 would become March 2.
  const isDay =
    !Number.isNaN(at) && new Date(Date.parse(text.slice(0, 10))).toISOString().startsWith(text.slice(0, 10));
  return isDay ? at : null;
}

/** Runs a tool to its end: what it gives is the exit code, and what it cannot do is one sentence and 2. */
export async function run(tool: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await tool();
  } catch (error) {
    const isKnown = error instanceof CannotDo || error instanceof SettingMistakes;
    console.error(isKnown ? error.message : error);
    process.exitCode = 2;
  }
}
