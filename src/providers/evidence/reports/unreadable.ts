import type { z } from 'zod';

/** A report that says nothing one could trust; the message is one sentence, without its full stop. */
export class ReportUnreadable extends Error {
  override readonly name = 'ReportUnreadable';
}

/** @throws ReportUnreadable */
export function jsonOf(text: string): unknown {
  try {
    // Some tools of Windows begin with a byte order mark.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw new ReportUnreadable(text.trim() === '' ? 'the report is empty' : 'the report is not JSON');
  }
}

/**
 * What the report holds, in the shape of its format.
 *
 * @param what such as `an npm audit report`
 * @throws ReportUnreadable
 */
export function shapedAs<Shape>(schema: z.ZodType<Shape>, value: unknown, what: string): Shape {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.map(String).join('.').slice(0, 100);
  throw new ReportUnreadable(`this is not ${what}: ${where || 'the whole of it'} is not as expected`);
}
