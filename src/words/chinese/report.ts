import { RECOVERY_GOALS_MS } from '../../release/recovery-times.ts';
import type { Words } from '../words.ts';
import { formats, terms } from './terms.ts';
import { written } from './written.ts';

const { duration } = formats;

const goal = (ms: number, within: number) =>
  `（目标：${duration(within)}以内${ms > within ? '，未达到' : ''}）`;

/** Of the rollback report: Markdown, times in UTC. */
export const report: Words['report'] = {
  title: (service, bad, to, environment) => `${service} 在${environment}从 ${bad} 回滚到 ${to}`,
  source: id => `发布 ${id}。仅根据 tminus 的记录写成；时间均为 UTC。`,
  headings: {
    outcome: '结果',
    decided: '谁决定、为什么',
    seen: '观察到的情况',
    times: '各环节用时',
    timeline: '时间线',
    uncertain: '损失与不确定之处',
    lock: '锁定',
    next: '接下来',
  },
  outcome: {
    done: (to, tookMs) =>
      `${to} 已重新承接全部流量，并从部署目标回读确认。决定之后共用时 ${duration(tookMs)}。`,
    takenOver: (who, why) => `${who} 在验证完成前接管：${why}。tminus 到此停止；现在运行的版本没有回读确认。`,
    underWay: '回滚仍在进行；本报告记录到目前为止的情况。',
  },
  decided: (who, at, why) => `${who}，${at}：${written(why)}。`,
  byRule: 'tminus（按规则）',
  way: way => `方式：${terms.way[way]}。`,
  nothingSeen: '没有发现异常：由人决定，或是某一步失败。',
  times: {
    detect: '发现',
    decide: '决定',
    away: '撤出流量',
    restore: '恢复',
    verify: '验证',
    recover: '总恢复时间',
  },
  detect: ms => `${duration(ms)}，从异常开始计数到发现`,
  decide: ms => `发现后 ${duration(ms)}${goal(ms, RECOVERY_GOALS_MS.decide)}`,
  away: ms => `决定后 ${duration(ms)}${goal(ms, RECOVERY_GOALS_MS.away)}`,
  restore: ms => `决定后 ${duration(ms)}`,
  verify: ms => `决定后 ${duration(ms)}`,
  recover: ms => `从发现到版本验证完成 ${duration(ms)}${goal(ms, RECOVERY_GOALS_MS.recover)}`,
  notRecorded: '没有记录',
  lost: (bad, total, version) =>
    `在该异常的统计范围内，${version} 的 ${total} 个请求中有 ${bad} 个不良；之后的请求不在此数内。`,
  interrupted: operation => `操作 ${operation} 被中断。`,
  partFailed: (part, attempt, why) => `“${part}”第 ${attempt} 次尝试失败：${why}。`,
  partSkipped: (part, note) => `“${part}”被跳过${note ? `：${note}` : ''}。`,
  stepUnclear: (step, why) => `无法确定“${step}”是否已执行：${why}。`,
  troubled: why => `曾报告困难：${why}。`,
  blind: (why, from, to) => `从 ${from} ${to === null ? '起' : `到 ${to}`}无法读取指标：${why}。`,
  nothingUncertain: '没有此类记录。',
  locked: (place, who, reason) => `${place} 已被 ${who} 锁定：${reason}。`,
  unlocked: place => `${place} 目前没有锁定。`,
  next: {
    unlock: '请先查明原因，再用 /release unlock 解锁。在此之前那里不会开始任何发布。',
    free: '已解锁：可以用 /release start 计划修复后的版本。',
    look: '请查看部署目标：没有回读确认现在运行的是什么。',
    wait: '回滚会继续进行，直到验证完成或有人接管。',
  },
  short: '回滚报告',
};
