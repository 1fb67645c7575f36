import type { Release, ReleaseEvent } from '../../release/state.ts';
import { type PersonId, TMINUS } from '../../release/terms.ts';
import type { Told } from '../english/story.ts';
import { clause, code, inline, people, person } from '../mrkdwn.ts';
import { releaseAhead } from '../release-ahead.ts';
import type { Words } from '../words.ts';
import { recorded } from './events-gates.ts';
import { freeze } from './freeze.ts';
import { because, evidence } from './measured.ts';
import { revision } from './revision.ts';
import { storySchedule } from './schedule.ts';
import { formats, terms } from './terms.ts';
import { didFor, speaker } from './voices.ts';
import { written } from './written.ts';

type StoryWords = {
  [K in ReleaseEvent['type']]?: (event: Extract<ReleaseEvent, { type: K }>, told: Told) => string;
};

const names = (list: readonly string[]) => formats.and(list.map(name => inline(name)));
const reason = (why: string) => (why.trim() ? `：${clause(why)}` : '');
const titleOf = ({ runbook }: Release, id: string) =>
  `“${inline(written(runbook.steps.find(step => step.id === id)?.title ?? id), 120)}”`;
const by = (who: PersonId) => (who === TMINUS ? '自动' : `由 ${person(who)} `);
const digest = (of: string) => code(of.slice(0, 16));

const closures: Record<string, string> = { lock: '锁定', freeze: '冻结', 'release-window': '发布窗口限制' };

function asked({ plan, runbook, digest: of }: Release): string {
  const from = plan.running === null ? '作为那里的第一个版本' : `替换 ${inline(plan.running)}`;
  const commit = plan.commit === null ? '' : `（提交 ${code(plan.commit.slice(0, 7))}）`;
  const goal = plan.goal.trim() ? `目标：${clause(plan.goal)}。` : '';
  return `${inline(plan.version)}${commit}，${terms.type[plan.type]}，发布到${terms.environment[plan.environment]}，${from}，策略 ${code(runbook.strategy)}，计划 ${digest(of)}。${goal}`;
}

/** Told afterwards, so without what to do next; events that are not here are told as in their notices. */
const events: StoryWords = {
  ReleasePlanned: (event, { release }) => `${person(event.by)} 申请了 ${asked(release)}`,
  PlanRevised: (event, { release, before }) =>
    `${person(event.by)} 修改了计划：${asked(release)}${event.changes ? `${revision.changed(event.changes).join('')}` : ''}${before && before.approvals.given.length > 0 ? '此前的审批作废。' : ''}`,
  ApprovalGiven: voice => `${didFor(voice, `批准了计划 ${digest(voice.digest)}`)}。`,
  ApprovalsCompleted: (_, { release }) =>
    `所需审批全部通过：共 ${formats.number(release.approvals.given.length)} 项。`,
  ReleaseRejected: event => `${speaker(event)} 驳回${reason(event.reason)}。`,
  ApprovalsVoided: ({ why, digest: of }) => `审批作废${reason(why)}。现在的计划是 ${digest(of)}。`,
  EvidenceRecorded: (event, { release }) => recorded(event, release),
  ApproversAsked: ({ people: who }) =>
    who.length > 0 ? `请 ${formats.and(people(who))} 审批。` : '在频道中提请了审批。',
  ApproversReminded: ({ people: who }) =>
    who.length > 0 ? `提醒 ${formats.and(people(who))} 审批。` : '没有需要提醒的人。',
  ApprovalsRunningOut: (_, { release }) => `告知 ${person(release.plan.owner)} 审批时限即将结束。`,
  ApprovalsExpired: () => '审批时限已过。',
  ApprovalsAskedAgain: event => `${person(event.by)} 重新提请审批；此前的审批保留。`,
  PollOpened: ({ closesAt }, { release, before, actor }) => {
    const open = `由 ${names(release.terms.poll?.roles ?? [])} 表决，至 ${formats.utc(closesAt)}`;
    return before?.poll && actor !== TMINUS
      ? `${person(actor)} 重新开始了 Go/No-Go 表决，${open}。`
      : `Go/No-Go 表决开始，${open}。`;
  },
  VoteCast: ({ by: who, role, vote, reason: why }) =>
    `${person(who)} 代表 ${inline(role)} 投 ${vote === 'go' ? 'GO' : 'NO-GO'}${reason(why)}。`,
  PollClosed: ({ outcome }) => {
    if (outcome.is === 'go') return 'Go/No-Go 表决结束，所有角色均投 GO。';
    return outcome.because === 'no-go'
      ? `Go/No-Go 表决结束：${person(outcome.by)} 搁置了发布${reason(outcome.reason)}。`
      : `Go/No-Go 表决结束，发布搁置：${names(outcome.silent)} 没有人表决。`;
  },
  ReleaseReady: () => '一切就绪。',
  ...storySchedule,
  Queued: ({ behind, reason: why }, { release: { plan } }) =>
    behind === 'lane'
      ? `排在 ${releaseAhead(why, plan, terms.environment)} 之后等待。`
      : `等待${closures[behind] ?? behind}结束${reason(why)}。`,
  TurnCame: () => '轮到了它，再次核对了各项事实。',
  BakeStarted: ({ percent, until }, { release: { plan } }) =>
    `${formats.percent(percent)} 的流量切到 ${inline(plan.version)}，观察至 ${formats.utc(until)}。`,
  BakeExtended: ({ until, evidence: seen }) =>
    `观察期延长一次，至 ${formats.utc(until)}：${because(seen.verdict)}（${evidence(seen)}）。`,
  StepUnclear: ({ step, why }, { release }) =>
    `无法确认 ${titleOf(release, step)} 是否已执行${reason(why)}。`,
  DecisionAsked: ({ why, evidence: seen }, { release }) =>
    `请 ${person(release.plan.owner)} 做决定：${because(why)}${seen ? `（${evidence(seen)}）` : ''}。`,
  RolloutPaused: event =>
    event.freeze
      ? freeze.wasPaused(event.why, event.freeze.until)
      : `已${by(event.by)}暂停${reason(event.why)}。`,
  ReleaseFailed: ({ step, why }, { release }) => `发布在 ${titleOf(release, step)} 失败${reason(why)}。`,
  RollbackTroubled: ({ why }) => `回滚遇到困难${reason(why)}。仍继续重试。`,
  RollbackTakenOver: event => `${person(event.by)} 接管了回滚${reason(event.reason)}。`,
  RolledBack: ({ to, tookMs }, { release: { plan } }) =>
    `已退回 ${inline(to)}，用时 ${formats.duration(tookMs)}；${inline(plan.service)} 的${terms.environment[plan.environment]}已锁定。`,
};

export const story: Words['story'] = {
  event: (event, told) => {
    const say = events[event.type] as ((event: ReleaseEvent, told: Told) => string) | undefined;
    return say ? say(event, told) : null;
  },
  title: (title, page, of) => (of > 1 ? `${title} 的经过，第 ${page} 页，共 ${of} 页` : `${title} 的经过`),
  times: '时间均为 UTC。',
  intact: (records, seal) =>
    `全部 ${formats.number(records)} 条记录均与写入时一致；${
      seal === null
        ? '尚无封印覆盖它们。'
        : `第 ${seal.seal} 号封印已覆盖到第 ${formats.number(seal.version)} 条。`
    }`,
  tampered: version =>
    `第 ${formats.number(version)} 条记录与写入时不一致，或已缺失。请告知 tminus 的管理员：${code('npm run audit:verify')} 会给出详情。`,
};
