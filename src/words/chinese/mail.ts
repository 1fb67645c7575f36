import { code } from '../mrkdwn.ts';
import type { Words } from '../words.ts';

/** The words that only a mail has. */
export const mail: Words['mail'] = {
  subject: (title, what) => `${title}：${what}`,
  openCard: '在 Slack 中打开',
  forPerson: `您收到这封邮件，是因为您选择了将 tminus 的私信同时发送到邮箱。在 Slack 中使用 ${code('/release settings email off')} 即可停止。`,
  emergency: 'Slack 没有及时接收这条消息，因此改用邮件发送。',
  forList: list => `您收到这封邮件，是因为您的地址在 tminus 的邮件列表“${list}”中。`,
};
