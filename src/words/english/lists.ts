import type { GateName } from '../../release/gate-evidence.ts';
import type { ReleaseId } from '../../release/terms.ts';
import { clause, code, inline } from '../mrkdwn.ts';
import { type Place, releaseAhead } from '../release-ahead.ts';
import { gates } from './gates.ts';
import { formats, terms } from './terms.ts';

/** The words of lists, the menu, App Home, the details and the dry run. */
export const lists = {
  live: 'Live releases',
  ended: 'Recently ended',
  nothing: `No release yet. Start one: ${code('/release start v1.2.3 minor prod')}`,
  which: (deed: string, count: number) =>
    count === 1
      ? `“${deed}” could mean this release, which is at home elsewhere:`
      : `Several releases fit “${deed}”. Which one?`,
  moreReleases: (count: number) =>
    `… and ${formats.count(count, { one: 'more release', other: 'more releases' })}: name the service, as in ${code('/release status checkout prod')}`,

  menu: 'What you can do here now',
  menuNothing: 'Nothing waits for you here.',
  menuStart: (services: readonly string[]) =>
    services.length > 0
      ? `Start a release of ${formats.or(services.map(it => inline(it)))}: ${code('/release start v1.2.3 minor prod')}`
      : `Start a release: ${code('/release start <service> v1.2.3 minor prod')}`,
  menuHelp: `${code('/release help')} lists every command.`,

  homeTitle: 'Releases',
  waitingForMe: 'Waiting for you',
  nothingWaits: 'Nothing waits for you.',
  ownedByMe: 'Yours',
  ownsNothing: `You own no live release. ${code('/release start')} in a release channel begins one.`,
  allLive: 'All live releases',
  nothingLive: 'No release is live.',
  daysAhead: 'The days ahead',
  nothingAhead: 'Nothing is planned, and nothing is frozen.',
  openCalendar: 'Calendar',
  changeSettings: 'Change',

  runbook: 'Runbook',
  history: 'What happened',
  scope: { features: 'New', improvements: 'Better', fixes: 'Fixed', debt: 'Technical debt' },
  risks: 'Risks',
  risk: (it: { severity: string; what: string; mitigation: string; owner: string | null }) =>
    `${it.severity}: ${it.what}${it.mitigation ? `; mitigation: ${it.mitigation}` : ''}${it.owner ? ` (${it.owner})` : ''}`,
  milestones: 'Milestones',
  expectedMinutes: (minutes: number) => `expected to take ${formats.duration(minutes * 60_000)}`,
  communication: 'Who is told, and when',
  window: 'Release window',
  notApplicable: (stage: string, because: string) => `${stage}: not applicable, ${inline(because)}`,
  earlier: (count: number) =>
    `${formats.count(count, { one: 'earlier entry is', other: 'earlier entries are' })} left out.`,
  outputOf: (title: string, page: number, of: number) => `Output of “${title}”, page ${page} of ${of}`,
  noOutput: (title: string) => `“${title}” printed nothing.`,
  outputCut: 'The step printed more than is kept (256 kB); the rest was dropped.',
  output: 'Output',
  newer: 'Next page',
  older: 'Page before',

  dryRun: (title: string) => `Dry run: ${title}`,
  dryRunSays: 'Nothing was touched and nothing was created. This is what would happen:',
  wouldBeRefused: (why: string) => `It would be refused now: ${why}`,
  notLearned: 'Could not be checked',
  wouldAskNobody: 'Nobody would have to approve.',
  wouldAskOverride: (groups: readonly string[], reason: string) =>
    `It would ask ${formats.or(groups.map(group => inline(group)))} for an emergency override (${clause(reason)}). Once granted, approvals, checklist, Go/No-Go and freezes are set aside; gates are not.`,
  wouldSkipGates: (required: readonly GateName[], reason: string) =>
    required.length === 0
      ? 'No gate is required there, so there is nothing to skip.'
      : `Its gates would be skipped (${clause(reason)}): ${formats.and(required.map(gate => gates.name[gate]))}.`,
  wouldPoll: (roles: readonly string[], ms: number) =>
    `A Go/No-Go of ${formats.and(roles.map(it => inline(it)))} would be open for ${formats.duration(ms)}.`,
  wouldQueue: (holder: ReleaseId | null, before: number, at: Place) =>
    `It would wait in the queue${holder ? ` behind ${releaseAhead(holder, at, terms.environment)}` : ''}${before > 0 ? ` and ${formats.count(before, { one: 'other', other: 'others' })}` : ''}.`,
  calls: {
    check: (service: string) => `reads the running version of ${inline(service)}; changes nothing`,
    install: (version: string, shifts: boolean) =>
      shifts
        ? `calls install ${inline(version)}, without traffic`
        : `calls install ${inline(version)}, which replaces what runs`,
    shift: (percent: number, version: string, bakeMs: number) =>
      `calls shift: ${formats.percent(percent)} to ${inline(version)}${bakeMs > 0 ? `, then watches it for ${formats.duration(bakeMs)}` : ''}`,
    run: (action: string) => `runs the action ${code(action)}`,
    verify: (version: string) => `reads back that ${inline(version)} serves everything; changes nothing`,
  },
  verified: (how: string) => `verified: ${clause(how)}`,
  attempts: (timeoutMs: number, retries: number) =>
    `at most ${formats.duration(timeoutMs)}${retries > 0 ? `, ${formats.count(retries, { one: 'retry', other: 'retries' })}` : ', no retry'}`,
};
