import type { Mark } from '../../release/marks.ts';
import { inline, person } from '../mrkdwn.ts';

/** Every message carries it, so it must not drown what the message is about. */
const shortly = (reason: string) => inline(reason, 160).replace(/[.。\s]+$/, '');

/** What every later message says of a release that did not go the ordinary way. */
export const marks = {
  says: ({ by, askedBy, reason }: Mark): string => {
    const asked = askedBy === null ? '' : `, asked by ${person(askedBy)}`;
    return `Emergency override by ${person(by)}${asked}: ${shortly(reason)}. Approvals, checklist, Go/No-Go and freezes were set aside.`;
  },
  reviewDue: (due: string) => `review due ${due}`,
  /** In lists, where there is no room for the reason. */
  short: { emergency: 'emergency' } satisfies Record<Mark['kind'], string>,
};
