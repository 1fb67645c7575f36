import { Misunderstood } from './misunderstanding.ts';

/** What was meant becomes the whole command with the slip mended, ready to be sent again. */
export function respelled(error: unknown, command: string, text: string): unknown {
  if (!(error instanceof Misunderstood)) return error;
  const { why } = error;
  if (!('meant' in why) || why.meant === null) return error;
  const { found, meant } = why;
  const slip = new RegExp(`(^|\\s|=)(?:--|—|–)?${escaped(found)}(?=$|[\\s=])`);
  const mended = text.trim().replace(slip, (_, before: string) => before + meant);
  return mended === text.trim() ? error : new Misunderstood({ ...why, meant: `${command} ${mended}` });
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
