export interface CommandHint {
  /** The word after the slash command. */
  word: string;
  arguments: string;
  says: string;
}

/** How everything is typed, and what it does. The app itself is the judge of what is right. */
const TYPED: readonly [string, string][] = [
  [
    '/release start [service] <version> <patch|minor|major|hotfix> <environment> [--strategy <name>] [--at <when>] [--dry-run] [--emergency <reason>] [--skip-approval] [--skip-security <reason>]',
    'Plan a release',
  ],
  ['/release status [release]', 'Where a release stands'],
  ['/release list [service] [environment]', 'Releases under way and queued'],
  [
    '/release show [release] [output <step> [page]] [verdict [phase]]',
    'The plan, what a step printed, or why a verdict fell',
  ],
  [
    '/release risk [release] [add <probability> <impact> "<what>" "<mitigation>" @owner | remove <number>]',
    'The risks of the plan in their matrix',
  ],
  ['/release audit [release] [page] [locks [service] [environment]]', 'Who did what, when and why'],
  ['/release report [release]', 'What is on record of a rollback'],
  ['/release approve [release] [--for @person] [--confirm <digest>]', 'Give your approval'],
  ['/release reject [release] <reason>', 'Say no, and why'],
  ['/release ask-again [release]', 'Ask again, after the time to approve is over'],
  ['/release remind-me [release] <when>', 'Put a reminder you got off'],
  [
    '/release delegate [[end] @person] [from <when>] [until <when>] [for <time or groups>]',
    'Hand your voice over for a while',
  ],
  ['/release gates [release]', 'Tests, vulnerabilities, reviews: what it has shown'],
  ['/release gates rerun [release]', 'Ask every source of evidence anew'],
  ['/release token [create <service> | revoke <id>]', 'Who may post evidence'],
  ['/release override [release] <reason>', 'Ask for an emergency override'],
  ['/release grant [release] <reason>', 'Grant an override that was asked for'],
  ['/release refuse [release] <reason>', 'Refuse an override'],
  ['/release skip-security [release] <reason>', 'Let it go out although gates have not passed'],
  ['/release review [release] <what was found>', 'Close the review an override owes'],
  ['/release go [release] [remark]', 'Vote GO for your role'],
  ['/release no-go [release] <reason>', 'Vote NO-GO, and why'],
  ['/release reopen [release]', 'Ask for the votes again'],
  ['/release deploy [release]', 'Start what is ready'],
  ['/release pause [release] [reason]', 'Stay in the present phase'],
  ['/release resume [release]', 'Go on after a pause'],
  ['/release promote [release]', 'End the present bake now'],
  ['/release retry [release]', 'Try the failed step again'],
  ['/release edit [release]', 'Revise the plan'],
  ['/release owner [release] @person', 'Give it to somebody else'],
  ['/release reschedule [release] <when>|none', 'When it starts by itself'],
  ['/release abort [release] [reason]', 'Stop it; roll back if anything changed'],
  ['/release incident [release] [P1|P2|P3] [what is wrong]', 'Report an incident, or see it'],
  ['/release incident ack [release]', 'Say that you have it'],
  ['/release incident update [release] <how it stands> [--next <time>]', 'Tell how it stands'],
  ['/release incident commander [release] [@person]', 'Say who decides'],
  ['/release incident resolve [release] <what it was>', 'End the incident'],
  ['/release lock [service] [environment] <reason> [--for <time>] [--until <when>]', 'Keep releases out'],
  ['/release unlock [service] [environment]', 'Let releases in again'],
  [
    '/release freeze [<service|all> [environment] [from <when>] until <when> <reason>] [lift <id>]',
    'Let nothing start for a while',
  ],
  ['/release accept [release]', 'Accept what went out'],
  ['/release problem [release] <what>', 'Report a problem with what went out'],
  [
    '/release checklist [release] [show | tick <item> … | untick <item> <reason>]',
    'What has to be done, and what is',
  ],
  ['/release except [release] <reason>', 'Let it start in spite of a freeze'],
  ['/release calendar [service] [environment] [month]', 'What goes out when, and what is frozen'],
  ['/release settings [language|messages|email|quiet] [value]', 'How you are told, and in which language'],
  ['/release help [command]', 'All commands'],
  ['/rollback now [service] [environment] [reason]', 'Go back to the last good version at once'],
  ['/rollback to <version> [service] [environment] [reason]', 'Go back to a version'],
  ['/rollback status [service] [environment]', 'How a rollback is going'],
  ['/rollback take-over [release] <reason>', 'Stop the retries: people look after it'],
];

const HINTS = TYPED.map(([typed, says]) => {
  const [command = '', word = '', ...rest] = typed.split(' ');
  return { command, word, arguments: rest.join(' '), says };
});

/** The words that can follow a slash command. */
export const hintsOf = (command: string): CommandHint[] => HINTS.filter(hint => hint.command === command);
