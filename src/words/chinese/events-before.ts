import type { ApprovalsEvent } from '../../release/approvals.ts';
import { askingTimes } from '../../release/asking.ts';
import type { PlanEvent } from '../../release/plan.ts';
import type { PollEvent } from '../../release/poll.ts';
import type { ReadinessEvent } from '../../release/readiness.ts';
import type { Refusal } from '../../release/refusals.ts';
import { startsHow } from '../../release/schedule.ts';
import type { Release } from '../../release/state.ts';
import { type PersonId, TMINUS } from '../../release/terms.ts';
import type { TurnEvent } from '../../release/turn.ts';
import type { About } from '../english/refusals.ts';
import type { EventWords } from '../event-words.ts';
import { clause, code, inline, people, person, when } from '../mrkdwn.ts';
import { releaseAhead } from '../release-ahead.ts';
import { figureList } from './figures.ts';
import { readiness } from './readiness.ts';
import { refusals } from './refusals.ts';
import { revision } from './revision.ts';
import { schedule } from './schedule.ts';
import { formats, terms } from './terms.ts';
import { didFor, speaker } from './voices.ts';
import { written } from './written.ts';

const names = (list: readonly string[]) => formats.and(list.map(name => inline(name)));

/** Why approvals were voided, as the core names it. */
const voided: Record<string, string> = {
  'the tag was moved': '标签被移到了另一个提交',
  'type-too-low': '实际版本变化比声明的更大',
  'approvals-expired': '审批的有效期已过（计划开始时间之后，或没有计划时最后一项审批之后 24 小时）',
  'approvals-short': '有审批人已离开所在的组',
};

const answerBy = (release: Release): string => {
  const times = askingTimes(release);
  return times ? when(times.expiresAt, formats) : '截止时间';
};

/** Naming everybody of a large group helps nobody. */
const FIRST = 8;
const firstOf = (asked: readonly string[]) => formats.and(people(asked.slice(0, FIRST)));

const given = ({ approvals }: Release): string =>
  approvals.given.length === 0
    ? ''
    : `；此前的 ${formats.number(approvals.given.length)} 项审批保留，因为提请的内容完全相同`;

/** Old events do not say whose approvals there were. */
function again(withdrawn: readonly PersonId[] | undefined, { terms }: Release): string[] {
  if (!terms.approvals) return [];
  if (withdrawn?.length === 0) return ['请审批人按现在的计划审阅。'];
  if (withdrawn === undefined) return ['此前的审批作废；请审批人重新审阅。'];
  return [`${formats.and(people(withdrawn))} 批准的是此前的计划，已作废：请重新审阅。`];
}

const holdNext = ({ plan }: Release) => `由 ${person(plan.owner)} 决定：重新表决、修改计划或中止。`;

const held = (why: Refusal, release: Release): string =>
  (refusals[why.refusal] as (details: Refusal, about: About) => string)(why, release.plan);

export const eventsBefore: EventWords<
  (PlanEvent | ApprovalsEvent | ReadinessEvent | PollEvent | TurnEvent)['type']
> = {
  ReleasePlanned: ({ by }) => `${person(by)} 申请了这次发布。`,
  PlanRevised: ({ by, changes = [], withdrawn }, release) =>
    [`${person(by)} 修改了计划。`, ...revision.changed(changes), ...again(withdrawn, release)].join(''),
  OwnerChanged: ({ by, from, to, isWithdrawn, reopens }) => {
    const others = reopens ? '，需要由别人批准' : '';
    const withdrawn = isWithdrawn ? `${person(to)} 的批准作废${others}。` : '';
    return `${person(by)} 把负责人从 ${person(from)} 改为 ${person(to)}；负责人不参与审批。${withdrawn}`;
  },
  ApprovalGiven: voice => `${didFor(voice, '批准')}。`,
  ReleaseRejected: ({ reason, ...voice }) =>
    `${speaker(voice)} 已驳回：${clause(reason)}。${code('/release edit')} 修改后重新提请审批，${code('/release abort')} 中止发布。`,
  ApprovalsCompleted: (_, { approvals }) =>
    `${approvals.filled ? '门禁已填补各组席位；' : ''}所需的 ${formats.number(approvals.given.length)} 项审批已全部通过。`,
  ApprovalsVoided: ({ why }) => `审批作废：${voided[why] ?? clause(why)}。请审批人重新审阅。`,
  SeatsFilled: ({ figures }, { terms }) => {
    const mandatory = terms.approvals?.mandatory ?? [];
    const inPerson = mandatory.length > 0 ? `仍须 ${names(mandatory)} 的成员亲自审批。` : '';
    return `门禁已自动填补各组席位：${figureList(figures)}。${inPerson}`;
  },
  SeatsWithdrawn: ({ missed, figures }, { status }) =>
    `门禁不再填补各组席位：${figureList(figures, missed)}。${
      status === 'approving' ? '须由人员审批；此前的审批保留。' : ''
    }`,
  ApproversAsked: ({ people: asked, where }, release) =>
    where === 'directly'
      ? `请您在 ${answerBy(release)} 之前审批。`
      : `请在 ${answerBy(release)} 之前审批。${asked.length > 0 ? `请 ${firstOf(asked)} 审阅。` : ''}`,
  ApproversReminded: (_, release) => `提醒：审批时限已过半，请您在 ${answerBy(release)} 之前审批。`,
  ReminderSnoozed: ({ by, until }) => `${person(by)} 把提醒推迟到 ${when(until, formats)}。`,
  ApprovalsRunningOut: (_, release) => `审批时限即将结束：截至 ${answerBy(release)}。此消息只发给您。`,
  ApprovalsExpired: (_, release) =>
    `审批时限已过。由 ${person(release.plan.owner)} 用 ${code('/release ask-again')} 重新提请${given(release)}。`,
  ApprovalsAskedAgain: ({ by }, release) =>
    `${person(by)} 重新提请审批：截至 ${answerBy(release)}${given(release)}。`,
  PreparationStarted: ({ lacks, again }) => (again ? readiness.waitsAgain(lacks) : readiness.waitsFor(lacks)),
  PollOpened: ({ closesAt }, { terms }) =>
    `请 ${names(terms.poll?.roles ?? [])} 在 ${when(closesAt, formats)} 之前投 GO 或 NO-GO。`,
  VoteCast: ({ by, role, vote, reason }) =>
    vote === 'go'
      ? `${person(by)} 代表 ${inline(role)} 投 GO。`
      : `${person(by)} 代表 ${inline(role)} 投 NO-GO：${clause(reason)}。`,
  PollClosed: ({ outcome }, release) => {
    if (outcome.is === 'go') {
      const next = startsHow(release) === 'by-owner' ? `下一步：由 ${person(release.plan.owner)} 部署。` : '';
      return `Go/No-Go：所有角色均投 GO。${next}`;
    }
    if (outcome.because === 'no-go')
      return `已搁置：${person(outcome.by)} 投了 NO-GO：${clause(outcome.reason)}。${holdNext(release)}`;
    return `已搁置：${names(outcome.silent)} 没有人表决。${holdNext(release)}`;
  },
  ReleaseReady: (_, release) => {
    const { plan } = release;
    const how = startsHow(release);
    if (how === 'by-itself') return '一切就绪，将自动开始部署。';
    if (plan.startAt !== undefined)
      return how === 'at-its-time' ? schedule.startsAt(plan.startAt) : schedule.readyLate(plan.owner);
    return `一切就绪。请 ${person(plan.owner)} 按“部署”，或使用 ${code('/release deploy')}。`;
  },
  DeployRequested: ({ by }, { plan }) =>
    by === TMINUS && plan.startAt !== undefined
      ? '预定时间已到，一切就绪，开始发布。'
      : by === TMINUS
        ? '按规则自动请求部署。'
        : `${person(by)} 请求部署。`,
  Queued: ({ behind, reason, exceptionsBy }, { plan }) => {
    const exception =
      exceptionsBy === undefined
        ? `；${code('/release except')} 可以现在放行`
        : exceptionsBy.length > 0
          ? `；${formats.or(exceptionsBy.map(group => inline(group)))} 的成员可以用 ${code('/release except')} 现在放行`
          : '';
    const ahead = () => releaseAhead(reason, plan, terms.environment);
    if (behind === 'lane' && plan.type === 'hotfix')
      return `紧急修复优先：紧接在 ${ahead()} 之后。是现在回滚它、立即让路，还是等它结束？`;
    if (behind === 'lane') return `排在 ${ahead()} 之后。轮到后自动开始。`;
    if (behind === 'lock')
      return `因锁定而等待：${clause(written(reason))}。${code('/release unlock')} 解锁后继续。`;
    if (behind === 'release-window')
      return `等待下一个发布窗口：${clause(reason)}。届时自动开始${exception}。`;
    return `等待冻结结束：${clause(reason)}。届时自动开始${exception}。`;
  },
  ExceptionMade: ({ by, what, reason }) => `${person(by)} 对“${clause(what)}”允许例外：${clause(reason)}。`,
  TurnCame: () => '已经轮到，正在再次核对各项事实。',
  DeployHeld: ({ why }, release) => `已搁置：${held(why, release)}`,
};
