import { type MomentUnread, spellMoment } from '../../release/moments.ts';
import type { ArgumentName, ValueName } from '../misunderstandings.ts';
import { code } from '../mrkdwn.ts';
import { releaseName } from '../release-name.ts';
import type { Words } from '../words.ts';
import { formats } from './terms.ts';

const values: Record<ValueName, string> = {
  setting: '设置项',
  language: '支持的语言',
  messages: '私信选项',
  'on-or-off': '开关值（on 或 off）',
  quiet: '免打扰时段',
  type: '发布类型',
  group: '策略中的组',
  service: '服务',
  strategy: '发布策略',
  during: '对进行中发布的处理方式',
  way: '回滚方式',
  step: '这次发布的步骤',
  phase: '有判定的阶段',
  item: '这次发布检查清单中的项目',
  level: '可能性或影响的级别',
  risk: '这份计划中的风险',
};

const missing: Record<ArgumentName, string> = {
  person: '人员',
  until: '截止时间（到何时，或多久）',
  freeze: '冻结（编号，见 `/release freeze`）',
  when: '时间（例如 `tomorrow 14:00`，或 `none`）',
  version: '版本号',
  setting: '要设置的值',
  type: '发布类型（patch、minor、major 或 hotfix）',
  environment: '环境',
  step: '步骤',
  item: '检查清单的项目',
  risk: '完整的风险（可能性、影响、内容、应对措施和负责人）',
  number: '风险的编号',
};

const orList = (known: readonly string[]) => formats.or(known.map(code));
const didYouMean = (meant: string | null, otherwise: string) =>
  meant === null ? otherwise : `您是指 ${code(meant)} 吗？`;

/** More than a handful is better read as the help has them. */
const commands = (known: readonly string[]) =>
  known.length > 5 ? `${code('/release help')} 列出所有命令。` : `可用的有 ${formats.and(known.map(code))}。`;

const MOMENTS = [
  'tomorrow 14:00',
  'fri 18:00',
  'in 2 hours',
  '2026-12-01 09:30',
  '2026-12-01 09:30 Europe/Berlin',
];

function momentUnread(read: MomentUnread): string {
  const found = code(read.found);
  switch (read.unread) {
    case 'not-understood':
      return `看不懂时刻 ${found}，请写成 ${orList(MOMENTS)}。`;
    case 'no-time':
      return `${found} 缺少具体时间，请写成 ${code(`${read.found.split(' ')[0]} 14:00`)}。`;
    case 'skipped':
      return `${read.zone} 的时钟会拨快并跳过 ${found}，因此不存在这个时间；请说明您是指 ${orList(spelled(read))}。`;
    case 'twice':
      return `${read.zone} 的时钟会拨慢，因此 ${found} 会出现两次；请说明您是指 ${orList(spelled(read))}。`;
  }
}

const spelled = ({ meant, zone }: { meant: readonly number[]; zone: string }) =>
  meant.map(at => spellMoment(at, zone));

/** What is wrong with what was typed, and what to type instead. */
export const misunderstandings: Words['misunderstandings'] = {
  'word-unknown': ({ command, found, meant, known }) =>
    `${code(command)} 没有 ${code(found)}。${didYouMean(meant, commands(known))}`,
  'flag-unknown': ({ found, meant, says }) =>
    `这里没有选项 ${code(`--${found}`)}。${didYouMean(meant, `用法：${code(says)}。`)}`,
  'flag-needs-value': ({ flag, says }) => `${code(`--${flag}`)} 需要一个值：${code(says)}。`,
  'value-unknown': ({ what, found, meant, known }) =>
    `${code(found)} 不是${values[what]}。${didYouMean(meant, known.length === 0 ? '目前一个都没有。' : `可选：${orList(known)}。`)}`,
  'argument-missing': ({ what, says }) => `缺少${missing[what]}：${code(says)}。`,
  'argument-extra': ({ found, says }) => `不明白 ${code(found)} 的含义。用法：${code(says)}。`,
  'environment-unknown': ({ found, meant, known }) =>
    `${code(found)} 不是环境。${didYouMean(meant, `可选：${orList(known)}。`)}`,
  'person-unclear': ({ found }) =>
    `找不到 ${code(found)}；请提及本人，例如 ${code('@ana')}，以便 Slack 告知是谁。`,
  'month-unclear': ({ found, present }) => `看不懂月份 ${code(found)}，请写成 ${code(present)}。`,
  'duration-unclear': ({ found }) =>
    `看不懂时长 ${code(found)}，请写成 ${orList(['30 min', '2 h', '1 d'])}。`,
  'moment-unclear': ({ read }) => momentUnread(read),
  'moment-past': ({ found, at, zone }) =>
    `${code(found)} 已经过去：那是 ${formats.moment(at, zone)}。请写一个未来的时刻，例如 ${code('in 2 hours')} 或 ${code('tomorrow 14:00')}。`,
  'start-past': () => '这个时间已经过去。请选择未来的时间，或留空。',
  'nothing-fits': ({ deed }) => `这里没有等待 ${code(deed)} 的发布；${code('/release list')} 列出所有发布。`,
  'nothing-here': () => `这里还没有计划过发布。用 ${code('/release start v1.2.3 minor prod')} 计划一次。`,
  'nothing-to-roll-back': () =>
    `这里没有可以回滚的发布。如果是在别处发布的，请指明：${code('/rollback now checkout prod')}。`,
  'form-needs-command': ({ typed }) => `Slack 只为命令或按钮打开表单；请在频道中输入 ${code(typed)}。`,
  'no-output': ({ step }) => `步骤 ${code(step)} 没有输出。`,
  'no-verdict': ({ release }) => `${releaseName(release)} 还没有判定：阶段结束或发现异常时才会有第一个判定。`,
  'no-rollback': ({ release }) =>
    `${releaseName(release)} 没有回滚过，因此没有回滚报告。${code(`/release audit ${release}`)} 显示完整经过。`,
  'confirm-in-modal': ({ id, digest, version }) =>
    `批准 ${code(version)} 需要再次确认：按“批准”，或输入 ${code(`approve ${id} --confirm ${digest}`)}。`,
  'too-slow': () => 'Slack 等待表单的时间是三秒，这次超时了。没有任何改动：请按相应的按钮，或重新输入。',
};

/** What went wrong on our side, for the person who asked. */
export const problems: Words['problems'] = {
  bug: id => `我们这边出了问题。如果反复出现，请把编号 ${code(id)} 告诉 tminus 的管理员。`,
  databaseAway: '暂时无法连接数据库。请稍后再试：重复操作不会有副作用。',
  openForm: '打开表单',
  stillAsking: '仍在向 Slack 查询谁属于哪个组，稍后答复。',
  peopleUnknown: '暂时无法从 Slack 得知您所在的组，因此没有执行任何操作。请再试一次。',
};
