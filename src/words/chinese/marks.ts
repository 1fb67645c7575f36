import { inline, person } from '../mrkdwn.ts';
import type { Words } from '../words.ts';

/** Every message carries it, so it must not drown what the message is about. */
const shortly = (reason: string) => inline(reason, 160).replace(/[.。\s]+$/, '');

/** What every later message says of a release that did not go the ordinary way. */
export const marks: Words['marks'] = {
  says: ({ by, askedBy, reason }) => {
    const asked = askedBy === null ? '' : `，申请人 ${person(askedBy)}`;
    return `${person(by)} 紧急放行${asked}：${shortly(reason)}。已跳过审批、检查清单、Go/No-Go 和冻结。`;
  },
  reviewDue: due => `${due} 前须复盘`,
  short: { emergency: '紧急放行' },
};
