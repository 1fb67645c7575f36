import { inline, person } from '../mrkdwn.ts';
import type { Words } from '../words.ts';
import { gates } from './gates.ts';
import { formats } from './terms.ts';

/** Every message carries it, so it must not drown what the message is about. */
const shortly = (reason: string) => inline(reason, 160).replace(/[.。\s]+$/, '');

/** What every later message says of a release that did not go the ordinary way. */
export const marks: Words['marks'] = {
  says: mark => {
    const who = person(mark.by);
    if (mark.kind === 'security') {
      return `${who} 跳过了门禁：${shortly(mark.reason)}。未要求通过：${formats.and(mark.gates.map(gate => gates.name[gate]))}。`;
    }
    const asked = mark.askedBy === null ? '' : `，申请人 ${person(mark.askedBy)}`;
    return `${who} 紧急放行${asked}：${shortly(mark.reason)}。已跳过审批、检查清单、Go/No-Go 和冻结。`;
  },
  reviewDue: due => `${due} 前须复盘`,
  short: { emergency: '紧急放行', security: '跳过门禁' },
};
