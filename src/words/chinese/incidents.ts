import type { Priority } from '../../release/incidents.ts';
import type { Release } from '../../release/state.ts';
import type { PersonId } from '../../release/terms.ts';
import { code, inline, person, when } from '../mrkdwn.ts';
import type { Words } from '../words.ts';
import { cause, responder } from './events-incident.ts';
import { formats, terms } from './terms.ts';
import { written } from './written.ts';

const titleOf = ({ plan }: Pick<Release, 'plan'>) =>
  `*${inline(plan.service)} ${inline(plan.version)} → ${terms.environment[plan.environment]}*`;

const priorities: Record<Priority, string> = {
  P1: 'P1：服务中断',
  P2: 'P2：核心功能中断',
  P3: 'P3：其他需要有人处理的问题',
};

export const incidents: Words['incidents'] = {
  cause: of => `${cause(of)}${of.is === 'reported' ? '' : '。'}`,
  responder,
  title: priority => `故障 ${priority}`,
  nobodyYet: answerBy =>
    answerBy === null
      ? `无人接手，也没有其他人可以通知。${code('/release incident ack')} 可以接手。`
      : `还没有人接手；${when(answerBy, formats)} 将通知下一批人。${code('/release incident ack')} 可以接手。`,
  answerDue: at => `如无人响应，将于 ${when(at, formats)} 通知下一批人。`,
  has: (who, unchecked) => (unchecked ? `${who} 已接手；无法从 Slack 核实其权限。` : `${who} 已接手。`),
  commander: who => `故障指挥官：${person(who)}。`,
  noCommander: owner => `故障指挥官：尚未指定，暂由负责人 ${person(owner)} 负责。`,
  lastUpdate: (who, text, at) => `${person(who)} 于 ${when(at, formats)} 更新：${inline(text, 500)}`,
  nextUpdate: at => `下次更新不晚于 ${when(at, formats)}。`,
  nextOnceItMoves: '一有变化即会更新。',
  resolved: (who, note) => `由 ${who} 解决${note ? `：${inline(written(note), 500)}` : ''}`,
  none: `这里没有进行中的故障。${code('/release incident P1 <出了什么问题>')} 可以报告：P1 服务中断，P2 核心功能中断，P3 其他。`,
  timeline: '经过',
  times: '用时',
  nobodyPaged: '未配置 PagerDuty，因此没有呼叫任何人；已直接通知值班人员。',
  measured: {
    detect: ms => `发现用时 ${formats.duration(ms)}`,
    acknowledge: ms => `响应用时 ${formats.duration(ms)}`,
    decide: (ms, goalMs) => `决策用时 ${formats.duration(ms)}（目标 ${formats.duration(goalMs)}）`,
    recover: (ms, goalMs) => `恢复用时 ${formats.duration(ms)}（目标 ${formats.duration(goalMs)}）`,
    resolve: ms => `解决用时 ${formats.duration(ms)}`,
  },
  done: {
    opened: (release: Release) =>
      `关于 ${titleOf(release)} 的故障已开启，已通知相关人员。${code('/release incident update <进展>')} 让大家了解进展。`,
    acknowledged: (release: Release, unchecked) =>
      `您已接手 ${titleOf(release)} 的故障。${unchecked ? `暂时无法从 Slack 得知您所在的组，因此仍会按时通知下一批人；稍后再次使用 ${code('/release incident ack')} 即可停止。` : ''}${code('/release incident update <进展>')} 告知其他人；${code('/release incident resolve <原因>')} 结束故障。`,
    commander: (release: Release, who: PersonId) => `${person(who)} 担任 ${titleOf(release)} 的故障指挥官。`,
    updated: (release: Release) => `关于 ${titleOf(release)} 的更新已发布。`,
    resolved: (release: Release) => `${titleOf(release)} 的故障已解决。`,
  },
  modals: {
    report: {
      title: '报告故障',
      submit: '报告',
      says: '会在频道中通知，并直接通知应接手的人；如已配置 PagerDuty，还会呼叫值班人员。',
      priority: '严重程度',
      priorities,
      what: '出了什么问题？',
      hint: '客户看到的现象，以及从什么时候开始。',
    },
    'incident-update': {
      title: '发布进展',
      label: '进展',
      submit: '发布',
      says: '频道中的所有人都会看到。',
      hint: '目前情况，以及下一步。',
    },
    'incident-resolve': {
      title: '解决故障',
      label: '故障原因',
      submit: '解决',
      says: '故障在此处和 PagerDuty 中结束。',
      hint: '原因是什么，如何解决的。',
    },
  },
};
