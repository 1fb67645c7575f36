import { clause, code, inline } from '../mrkdwn.ts';
import { formats, terms } from './terms.ts';

const monthName = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' });

/** The words of the calendar. */
export const calendar = {
  title: (month: string) => monthName.format(Date.parse(`${month}-01`)),
  /** From Monday, two letters each. */
  weekdays: ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'],
  legend: (zone: string) => `● a release, ░ a freeze; days by the clocks of ${inline(zone)}`,
  day: (date: string) => formats.day(date),
  planned: 'planned',
  startsAt: (at: string) => `planned for ${at}`,
  freeze: 'Freeze',
  'release-window': 'Release window',
  everywhere: 'everywhere',
  span: (it: { name: string; reason: string; from: string; until: string; where: string }) =>
    `*${it.name}* ${it.from} – ${it.until}: ${clause(it.reason)} (${it.where})`,
  where: (services: readonly string[], environments: readonly string[], types: readonly string[]) =>
    [services, environments, types]
      .filter(list => list.length > 0)
      .map(list => formats.and(list.map(name => inline(name))))
      .join(', '),
  more: (count: number) =>
    `… and ${formats.count(count, { one: 'more release', other: 'more releases' })}: name a service, as in ${code('/release calendar checkout')}`,
  nothing: 'Nothing is planned, went out or is frozen in this month.',
  environment: terms.environment,
};
