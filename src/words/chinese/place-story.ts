import { clause, code, inline, person } from '../mrkdwn.ts';
import type { Words } from '../words.ts';
import { formats } from './terms.ts';
import { written } from './written.ts';

const until = (at: number | null) => (at === null ? '' : ` 至 ${formats.utc(at)}`);

/** Locks, freezes and exceptions of a place, told afterwards. */
export const placeStory: Words['placeStory'] = {
  title: (service, environment) => `${service} 在${environment}的锁定、冻结与例外`,
  nothing: '从未锁定、手动冻结或破例放行。',
  earlier: count => `省略了更早的 ${formats.number(count)} 条。`,
  event: event => {
    switch (event.type) {
      case 'LaneLocked': {
        const after = event.release === null ? '' : `（${code(event.release)}）`;
        return `${person(event.by)} 锁定${until(event.until)}：${clause(written(event.reason))}${after}。`;
      }
      case 'LaneUnlocked':
        return `${person(event.by)} 解锁。`;
      case 'FreezeSet':
        return `${person(event.by)} 冻结，自 ${formats.utc(event.from)}${until(event.until)}，${code(event.id)}：${clause(event.reason)}。`;
      case 'FreezeLifted':
        return `${person(event.by)} 解除了冻结 ${code(event.id)}。`;
      case 'ExceptionMade':
        return `${person(event.by)} 对“${inline(event.what, 120)}”破例放行 ${code(event.release)}：${clause(event.reason)}。`;
    }
  },
  archivedIn: (id, file, problem) => {
    const why = problem === 'not there' ? '该文件不在本进程的归档文件夹中' : '而那里的同名文件并不是它';
    return `${code(id)} 已归档到 ${code(file)}，${why}。请向归档保管者索取；${code('npm run audit:verify')} 可以校验。`;
  },
  fromArchive: file => `已归档：以下内容读自 ${code(file)}，与归档时一致。`,
};
