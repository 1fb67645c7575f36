import { calendarHelp } from './help-calendar.ts';
import { emergency } from './help-emergency.ts';
import { entry, type HelpEntry } from './help-entry.ts';

export type { HelpEntry };

const plan: HelpEntry[] = [
  entry(
    'start',
    '/release start [service] <version> <patch|minor|major|hotfix> <environment>',
    'Plan a release',
    ['/release start v1.4.0 minor prod', '/release start checkout v1.4.1 patch staging --strategy canary'],
    'The service can be left out in a channel that has one. `--strategy` chooses how it goes out; `--at "tomorrow 14:00"` starts it by itself then; `--dry-run` walks every step and touches nothing. Environments: `dev`, `test`, `staging`, `prod`. `--emergency "why"` asks for an override in the same breath.',
  ),
  entry(
    'edit',
    '/release edit [release]',
    'Change the plan',
    ['/release edit'],
    'A change asks everybody to approve again.',
  ),
  entry(
    'owner',
    '/release owner [release] @person',
    'Give it to somebody else',
    ['/release owner @ben'],
    'The new owner decides about it and has no say among its approvers: their approval is withdrawn.',
  ),
  entry(
    'reschedule',
    '/release reschedule [release] <when>|none',
    'Plan or move the time it starts by itself',
    [
      '/release reschedule tomorrow 14:00',
      '/release reschedule checkout prod 2026-12-01 09:30 Europe/Berlin',
    ],
    'It voids no approval. The Go/No-Go opens 30 minutes before; what is missing is said 24 hours, 2 hours and 15 minutes before. If something still is, it is held and the owner decides. `none` takes the time off.',
  ),
  entry(
    'risk',
    '/release risk [release] [add <probability> <impact> "<what>" "<mitigation>" @owner | remove <number>]',
    'The risks of the plan in their matrix',
    ['/release risk', '/release risk add high medium "The index takes hours" "It is built beforehand" @ana'],
    'Levels are `low`, `medium`, `high` and `very-high`. Changing the risks changes the plan, so approvals are asked for anew.',
  ),
  entry(
    'approve',
    '/release approve [release] [--for @person] [--confirm <digest>]',
    'Approve what is planned',
    ['/release approve', '/release approve checkout prod'],
    'You need to belong to one of the approving groups and must not have asked for the release or own it. With somebody’s voice in your hands you approve for them: `--for @ana` says whose. Where approving asks once more, the answer says what to put after `--confirm`.',
  ),
  entry('reject', '/release reject [release] <reason>', 'Say no, which stops it', [
    '/release reject the migration is untested',
  ]),
  entry(
    'ask-again',
    '/release ask-again [release]',
    'Ask again, after the time to approve is over',
    ['/release ask-again'],
    'Only the owner or whoever asked for the release. What was given before stays.',
  ),
  entry('remind-me', '/release remind-me [release] <when>', 'Put a reminder you got off, once', [
    '/release remind-me in 3 h',
    '/release remind-me tomorrow 9:00',
  ]),
  entry(
    'delegate',
    '/release delegate [[end] @person] [from <when>] [until <when>] [for <time or groups>]',
    'Hand your voice in approvals to somebody for a while',
    ['/release delegate', '/release delegate @ben until fri 18:00', '/release delegate end @ben'],
    'Without a name it lists whose voice is in whose hands. `for security_team` hands over only what you say there, `for 3 days` says how long. The two of you count as one, what was handed to you cannot be handed on, and nobody approves their own release that way.',
  ),
];

const poll: HelpEntry[] = [
  entry(
    'gates',
    '/release gates [release]',
    'What it has shown of itself: tests, vulnerabilities, reviews',
    ['/release gates'],
    'Each gate with its evidence, its source and how old it is; failed and unknown ones say what would help. Evidence counts for one commit and for a while. What is not known has not passed, and required gates that have not passed keep it from the Go/No-Go and from starting.',
  ),
  entry('gates rerun', '/release gates rerun [release]', 'Ask every source anew', ['/release gates rerun']),
  entry(
    'token',
    '/release token [create <service> | revoke <id>]',
    'Who may post evidence; hand out a token, or take it back',
    ['/release token', '/release token create checkout --name github-actions --gates tests,coverage'],
    'A token is shown once, to you alone; only its hash is kept. `--name`, `--expires` (90 d), `--gates` and `--environments` narrow it. The policy names who may.',
  ),
  entry(
    'checklist',
    '/release checklist [release] [show | tick <item> … | untick <item> <reason>]',
    'Look at the checklist and tick it',
    [
      '/release checklist',
      '/release checklist tick release-notes',
      '/release checklist untick release-notes the date is wrong',
    ],
    'An item is ticked by evidence, by whoever speaks for its role or by the owner. The Go/No-Go opens once everything that is required before it is ticked; taking such a tick away later goes back to before the Go/No-Go.',
  ),
  entry('go', '/release go [release] [remark]', 'Vote GO in the Go/No-Go', ['/release go']),
  entry('no-go', '/release no-go [release] <reason>', 'Vote NO-GO, which holds it', [
    '/release no-go support is not staffed today',
  ]),
  entry('reopen', '/release reopen [release]', 'Ask for the votes again', ['/release reopen']),
];

const deploy: HelpEntry[] = [
  entry(
    'except',
    '/release except [release] <reason>',
    'Let it start in spite of a freeze, or outside of the release windows',
    ['/release except the fix cannot wait until Monday'],
    'The policy names who may.',
  ),
  entry(
    'deploy',
    '/release deploy [release]',
    'Start it, or queue for it',
    ['/release deploy'],
    'Only the owner or whoever asked for the release. One release at a time goes out per service and environment; others wait in the queue.',
  ),
  entry('accept', '/release accept [release]', 'Accept a completed release for your roles', [
    '/release accept',
  ]),
  entry(
    'problem',
    '/release problem [release] <what>',
    'Report a problem with a completed release',
    ['/release problem receipts show the old logo'],
    'The owner and the channel are told. Nothing is rolled back by this alone.',
  ),
  entry('pause', '/release pause [release] [reason]', 'Hold after the running step', [
    '/release pause looking at a customer report',
  ]),
  entry('resume', '/release resume [release]', 'Go on with the rest of the bake', ['/release resume']),
  entry('promote', '/release promote [release]', 'End the present bake now', ['/release promote']),
  entry('retry', '/release retry [release]', 'Try the failed step again', ['/release retry']),
  entry(
    'abort',
    '/release abort [release] [reason]',
    'Stop it for good',
    ['/release abort wrong tag'],
    'Before anything was changed on the target this cancels; afterwards it rolls back.',
  ),
];

const rollback: HelpEntry[] = [
  entry(
    'rollback',
    '/rollback now [service] [environment] [reason]',
    'Back to the version before, at once',
    ['/rollback now', '/rollback now checkout prod'],
    'It needs no approval and no lock stops it. `--strategy phased` or `blue-green` takes another way than `immediate`. `--with-database` takes the data back too; beyond a step that nothing undoes you choose that or `--without-database`.',
  ),
  entry('to', '/rollback to <version> [service] [environment] [reason]', 'Back to an earlier good version', [
    '/rollback to 1.3.2',
    '/rollback to 1.3.2 checkout prod too many timeouts',
  ]),
  entry('rollback-status', '/rollback status [service] [environment]', 'How far a rollback has come', [
    '/rollback status',
  ]),
  entry('take-over', '/rollback take-over [release] <reason>', 'Stop tminus and finish it by hand', [
    '/rollback take-over the target needs a restart first',
  ]),
];

const incident: HelpEntry[] = [
  entry(
    'incident',
    '/release incident [release] [P1|P2|P3] [what is wrong]',
    'Report an incident, or see how it stands',
    ['/release incident P1 customers cannot pay', '/release incident'],
    'P1: the service is down. P2: a core function is. P3: anything else. Whoever is in line is told, and the next if nobody answers in time.',
  ),
  entry('incident ack', '/release incident ack [release]', 'Say that you have it', ['/release incident ack']),
  entry(
    'incident update',
    '/release incident update [release] <how it stands> [--next <time>]',
    'Tell everybody how it stands',
    ['/release incident update the pool is being doubled --next "10 min"'],
  ),
  entry('incident commander', '/release incident commander [release] [@person]', 'Say who decides', [
    '/release incident commander @ana',
  ]),
  entry(
    'incident resolve',
    '/release incident resolve [release] <what it was>',
    'End it, here and in PagerDuty',
    ['/release incident resolve the connection pool was too small'],
  ),
];

const look: HelpEntry[] = [
  entry('status', '/release status [release]', 'Where it stands and what is next', ['/release status']),
  entry('list', '/release list [service] [environment]', 'All releases that are under way', [
    '/release list',
  ]),
  entry(
    'show',
    '/release show [release] [output <step> [page]] [verdict [phase]]',
    'Plan, runbook, history; output of a step; why a verdict fell',
    ['/release show', '/release show output install', '/release show verdict', '/release show verdict 25%'],
  ),
  entry('report', '/release report [release]', 'What is on record of a rollback', ['/release report']),
  entry(
    'audit',
    '/release audit [release] [page] [locks [service] [environment]]',
    'Who did what, when and why',
    ['/release audit', '/release audit checkout 1.4.0 2', '/release audit locks checkout prod'],
    'Told from the records themselves, whose chain is checked each time.',
  ),
  entry(
    'settings',
    '/release settings [language|messages|email|quiet] [value]',
    'How you are told: language, direct messages, email, quiet hours',
    ['/release settings', '/release settings language zh-CN', '/release settings quiet 22:00-08:00'],
    'It concerns you alone. `language slack` follows your Slack; `messages` is `all`, `needed` or `urgent`; `quiet off` ends quiet hours. Emergencies always come.',
  ),
  ...calendarHelp,
  entry('help', '/release help [command]', 'This page, or one command', ['/release help start']),
];

export const help = {
  title: 'What tminus understands',
  intro:
    'Type these in a release channel, or press the buttons on a release’s card. In a thread, mention the app instead: `@tminus approve`. Which release is meant, such as `checkout prod`, can be left out where only one fits.',
  groups: [
    { title: 'Plan and approve', entries: plan },
    { title: 'In an emergency', entries: emergency },
    { title: 'Go/No-Go', entries: poll },
    { title: 'Deploy', entries: deploy },
    { title: 'Go back', entries: rollback },
    { title: 'Incidents', entries: incident },
    { title: 'Look and lock', entries: look },
  ],
  examples: 'For example',
  one: 'More on one command: `/release help start`',
  unknown: (topic: string) => `I know no command ${topic}. These are the ones there are:`,
};
