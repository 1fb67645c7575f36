import type { Language } from '../../release/language.ts';
import type { DirectMessages } from '../../release/preferences.ts';
import { code } from '../mrkdwn.ts';
import type { Words } from '../words.ts';

const languages: Record<Language, string> = { en: 'English', 'zh-CN': '简体中文' };

const direct: Record<DirectMessages, string> = {
  all: '全部',
  needed: '等待我处理的事项和紧急情况',
  urgent: '仅紧急情况',
};

/** How somebody is told: the modal, and the answer that says how it is set. */
export const settings: Words['settings'] = {
  title: '您的设置',
  submit: '保存',
  language: '语言',
  languages,
  asInSlack: '与 Slack 相同',
  direct: '私信',
  directs: direct,
  email: '私信同时发送邮件',
  yes: '是',
  no: '否',
  quietFrom: '免打扰开始',
  quietUntil: '免打扰结束',
  quietHint: '按您在 Slack 中的时区。非紧急消息等到免打扰结束后再发送；两项都留空表示不设置。',
  quiet: '免打扰时段',
  noQuiet: '未设置',
  quietBoth: '免打扰时段需要同时填写开始和结束时间。',
  hours: (from, until, zone) => `${from} 至 ${until}（${zone}）`,
  saved: '今后将这样通知您：',
  howTo: `可以用 ${code('/release settings')} 的表单修改，或直接输入：${code('settings language zh-CN')}、${code('settings messages needed')}、${code('settings email on')}、${code('settings quiet 22:00-08:00')}。`,
  noAddress: 'Slack 没有向 tminus 提供您的邮箱地址，因此无法给您发送邮件。',
  noMail: '这个 tminus 不发送邮件。',
};
