import type { Mark } from '../../release/marks.ts';
import { inline, person } from '../mrkdwn.ts';
import { gates } from './gates.ts';
import { formats } from './terms.ts';

/** Every message carries it, so it must not drown what the message is about. */
const shortly = (reason: string) => inline(reason, 160).replace(/[.。\s]+$/, '');

/** What every later message says of a release that did not go the ordinary way. */
export const marks = {
  says: (mark: Mark): string => {
    const who = person(mark.by);
    if (mark.kind === 'security') {
      return `Gates skipped by ${who}: ${shortly(mark.reason)}. It goes without ${formats.and(mark.gates.map(gate => gates.name[gate]))}.`;
    }
    const asked = mark.askedBy === null ? '' : `, asked by ${person(mark.askedBy)}`;
    return `Emergency override by ${who}${asked}: ${shortly(mark.reason)}. Approvals, checklist, Go/No-Go and freezes were set aside.`;
  },
  reviewDue: (due: string) => `review due ${due}`,
  /** In lists, where there is no room for the reason. */
  short: { emergency: 'emergency', security: 'gates skipped' } satisfies Record<Mark['kind'], string>,
};
