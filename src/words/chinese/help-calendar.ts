import { entry, type HelpEntry } from '../english/help-entry.ts';

/** What is planned, locked and frozen. */
export const calendarHelp: readonly HelpEntry[] = [
  entry('calendar', '/release calendar [服务] [环境] [月份]', '一个月内已上线、已计划和冻结的安排', [
    '/release calendar',
    '/release calendar checkout prod 2027-12',
  ]),
  entry(
    'lock',
    '/release lock [服务] [环境] <原因> [--for <时长>] [--until <时刻>]',
    '不允许那里开始任何发布',
    ['/release lock checkout prod 数据库维护 --until "fri 18:00"'],
    '不写期限则一直锁定，直到有人解锁。时刻按您在 Slack 中的时区理解。',
  ),
  entry(
    'freeze',
    '/release freeze [<服务|all> [环境] [from <时刻>] until <时刻> <原因>] [lift <编号>]',
    '在一段时间内不允许开始发布；或列出、解除这样的冻结',
    [
      '/release freeze',
      '/release freeze checkout prod from fri 16:00 until mon 08:00 展会',
      '/release freeze lift freeze-3f9c2a',
    ],
    '进行中的发布可以完成；`--during pause` 在冻结开始时暂停它，冻结结束后继续。回滚始终可用。',
  ),
  entry('unlock', '/release unlock [服务] [环境]', '重新允许开始发布', ['/release unlock']),
];
