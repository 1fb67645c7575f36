import { z } from 'zod';
import type { Asked } from './intent.ts';

const Place = z.object({ c: z.string().nullish(), t: z.string().nullish() });

/** Where a modal is answered that is about nothing else, as its metadata. */
export const placeOfAnswer = ({ channel: c, threadTs: t }: Pick<Asked, 'channel' | 'threadTs'>): string =>
  JSON.stringify({ c, t });

export function readPlaceOfAnswer(metadata: string): Pick<Asked, 'channel' | 'threadTs'> {
  const { c = null, t = null } = Place.parse(JSON.parse(metadata));
  return { channel: c, threadTs: t };
}
