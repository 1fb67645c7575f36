import type { PollOutcome } from '../../release/poll.ts';
import { code, person, when } from '../mrkdwn.ts';
import type { Words } from '../words.ts';
import { responder } from './events-incident.ts';
import { formats, terms } from './terms.ts';

const polled = (outcome: PollOutcome): string => {
  if (outcome.is === 'go') return '已结束：全部投了 GO。';
  return outcome.because === 'no-go'
    ? `已结束：${person(outcome.by)} 投了 NO-GO，发布被搁置。`
    : `已结束：${formats.and(outcome.silent.map(role => code(role)))} 未按时投票，发布被搁置。`;
};

/** What became of what a notice asked for; it stands below the notice in place of its buttons. */
export const questionOver: Words['notices']['over'] = end => {
  switch (end.is) {
    case 'spoken':
      return '已完成：您本人或受您委托的人已经批准。';
    case 'approved':
      return '已结束：审批已齐。';
    case 'rejected':
      return `已结束：${person(end.by)} 驳回了这次发布。`;
    case 'changed':
      return '已结束：计划在此之后有改动，现在请求的内容已不同。';
    case 'expired':
      return '已结束：审批时限已过。';
    case 'asked-again':
      return '已结束：已经重新请求审批。';
    case 'granted':
      return `已结束：${person(end.by)} 同意放行。`;
    case 'refused':
      return `已结束：${person(end.by)} 拒绝放行。`;
    case 'reviewed':
      return `已完成：${person(end.by)} 完成了复核。`;
    case 'polled':
      return polled(end.outcome);
    case 'taken':
      return `${responder(end.by)} 已接手这个故障。`;
    case 'resolved':
      return '已结束：故障已解决。';
    case 'updated':
      return `已完成：${person(end.by)} 通报了进展。`;
    case 'moved':
      return end.to === null
        ? '已结束：不再有计划的开始时间。'
        : `已结束：开始时间已改为 ${when(end.to, formats)}。`;
    case 'done':
      return '已完成：这里没有要做的了。';
    case 'unlocked':
      return '已结束：锁定已解除。';
    case 'superseded':
      return '已结束：已有更新的发布上线。';
    case 'unanswered':
      return '已结束：两周内无人答复，不再询问。仍可用命令处理。';
    case 'moved-on':
      return `已结束：发布的状态已变为“${terms.status[end.status]}”。`;
  }
};
