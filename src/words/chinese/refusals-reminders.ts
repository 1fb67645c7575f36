import type { ReminderRefusal } from '../english/refusals-reminders.ts';
import { code, when } from '../mrkdwn.ts';
import type { Words } from '../words.ts';
import { formats } from './terms.ts';

const command = (words: string) => code(`/release ${words}`);

export const refusalsOfReminders: Pick<Words['refusals'], ReminderRefusal> = {
  'not-reminded': ({ at }) =>
    `没有可推迟的提醒：如果届时仍需要您，时限过半（${when(at, formats)}）时会提醒您。`,
  'nothing-to-put-off': () =>
    `您没有直接收到过这次发布的提醒，没有可推迟的。${command('settings')} 显示您会收到哪些消息。`,
  'put-off-already': () =>
    `这个提醒已经推迟过一次，不会第三次提醒。${command('status')} 显示还需要您做什么。`,
  'snoozed-already': ({ until }) => `这个提醒已经推迟过一次。请在 ${when(until, formats)} 之前批准或驳回。`,
  'snoozed-too-long': ({ until }) =>
    `审批截至 ${when(until, formats)}，提醒必须早于这个时间：${command('remind-me in 2 h')}。`,
};
