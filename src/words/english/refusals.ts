import type { ItemTime } from '../../release/checklist.ts';
import type { GateName } from '../../release/gate-evidence.ts';
import type { RefusalKind, Refusals } from '../../release/refusals.ts';
import { STATUSES, type Status } from '../../release/state.ts';
import { clause, code, inline, people, person, when } from '../mrkdwn.ts';
import { releaseName } from '../release-name.ts';
import { approvers } from './approvers.ts';
import { responder } from './events-incident.ts';
import { figureNames } from './figures.ts';
import { gates } from './gates.ts';
import { missed } from './measured.ts';
import { refusalsOfDelegation } from './refusals-delegation.ts';
import { refusalsOverride } from './refusals-override.ts';
import { refusalsOfReminders } from './refusals-reminders.ts';
import { formats, terms } from './terms.ts';

/** What the refusal is about, where the caller knows it: makes the right command copyable. */
export interface About {
  service?: string;
  environment?: string;
  version?: string;
}

type RefusalWords = { [K in RefusalKind]: (details: Refusals[K], about: About) => string };

const command = (words: string) => code(words.startsWith('rollback') ? `/${words}` : `/release ${words}`);
const commit = (sha: string | null) => (sha === null ? 'no commit' : code(sha.slice(0, 7)));
const known = (names: readonly string[]) => (names.length === 0 ? 'none' : formats.or(names.map(code)));
const wordFor = (environment: string) => (environment === 'production' ? 'prod' : environment);
const anyOf = (names: readonly string[]) => formats.or(names.map(name => inline(name)));

function start(about: About, type: string): string {
  const service = about.service ? `${about.service} ` : '';
  const version = about.version ? `v${about.version}` : '<version>';
  return command(`start ${service}${version} ${type} ${wordFor(about.environment ?? '<environment>')}`);
}

function instead(commands: readonly string[]): string {
  return commands.length === 0 ? '' : ` Try ${formats.or(commands.map(command))}.`;
}

const reasonUsage: Record<string, string> = {
  reject: 'reject <reason>',
  'no-go': 'no-go <reason>',
  lock: 'lock <reason>',
  except: 'except <reason>',
  untick: 'checklist untick <item> <reason>',
  problem: 'problem <what>',
  override: 'override <reason>',
  grant: 'grant <reason>',
  refuse: 'refuse <reason>',
  skip: 'skip-security <reason>',
  review: 'review <what was found>',
  freeze: 'freeze checkout prod until <when> <reason>',
  incident: 'incident P1 <what is wrong>',
  'incident update': 'incident update <how it stands>',
  'incident resolve': 'incident resolve <what it was>',
  'take over': 'rollback take-over <reason>',
};

const itemTimes: Record<ItemTime, string> = {
  before: 'before the deploy starts',
  during: 'from the start of the deploy on',
  after: 'after completion',
};

/** What is asked for where it is no reason. */
const wanted: Record<string, string> = {
  problem: 'what is wrong',
  incident: 'what is wrong',
  'incident update': 'how it stands',
  'incident resolve': 'what it was',
  review: 'what was found',
};

const isStatus = (text: string): text is Status => STATUSES.some(status => status === text);

export const refusals: RefusalWords = {
  'no-such-release': ({ asked }) =>
    asked
      ? `I know no release ${code(asked)}. ${command('list')} shows those there are.`
      : `There is no release here. ${command('list')} shows those there are.`,
  superseded: () =>
    `That belongs to an older state of the release, so nothing was done. The card shows the present one: ${command('status')}.`,
  'wrong-state': ({ deed, status, instead: other }) => {
    const is = isStatus(status) ? terms.statusVerb[status] : `is ${inline(status)}`;
    return `This release ${is}, so you can’t ${terms.deeds[deed] ?? inline(deed)} now.${instead(other)}`;
  },
  'not-an-approver': ({ couldApprove }) =>
    `Only members of ${anyOf(couldApprove)} approve or reject this release. ${command('status')} shows who is still missing.`,
  'own-release': () =>
    `You asked for this release or own it, so someone else has to approve it. ${command('status')} shows who can.`,
  'already-approved': () =>
    `You have approved this already, and that counts once. ${command('status')} shows who is still missing.`,
  'reason-missing': ({ deed }) =>
    `Please say ${wanted[deed] ?? 'why'}${reasonUsage[deed] ? `: ${command(reasonUsage[deed])}` : ''}.`,
  ...refusalsOverride,
  'no-role': ({ roles }) =>
    `You hold none of the roles polled for this release (${formats.and(roles.map(role => inline(role)))}). Ask someone who does to vote.`,
  'not-your-item': ({ item, role, owner }) =>
    `“${inline(item, 120)}” is ticked by whoever speaks for ${inline(role)}, or by ${person(owner)}. Ask them.`,
  'item-not-now': ({ item, when: time, status }) => {
    const is = isStatus(status) ? terms.statusVerb[status] : `is ${inline(status)}`;
    return `“${inline(item, 120)}” can be ticked only ${itemTimes[time]}; this release ${is}. ${command('checklist')} shows what can be ticked now.`;
  },
  'nobody-accepts': () =>
    `The policy asks nobody to accept this release, so there is nothing to answer. ${command('rollback now')} takes it back if it is bad.`,
  'not-asked-to-accept': ({ roles }) =>
    `${formats.and(roles.map(role => inline(role)))} are asked about this release, and you speak for none of them. Ask someone who does.`,
  'not-the-owner': ({ owner }) =>
    `Only ${person(owner)}, who owns this release, or whoever asked for it can do that. Ask them.`,
  'not-a-version': ({ found }) =>
    `${code(found)} is no version. Write it like ${code('v1.4.0')} or ${code('1.4.0-rc.1')}.`,
  'already-released': ({ version, environment }) =>
    `${inline(version)} is out in ${inline(environment)} already. Tag a higher version, or go back to an earlier one with ${command('rollback to <version>')}.`,
  'older-than-running': ({ version, running }) =>
    `${inline(version)} is older than ${inline(running)}, which runs there. To go back use ${command(`rollback to ${version}`)}.`,
  'type-too-low': ({ declared, real, running }, about) =>
    `${about.version ? inline(about.version) : 'This'} is a ${terms.type[real]} release against ${inline(running)}, not a ${terms.type[declared]}. Try ${start(about, real)}.`,
  'already-under-way': ({ release, version }) =>
    `${inline(version)} is under way there already. See ${command(`status ${release}`)}.`,
  'mitigation-missing': ({ risk, severity = 'critical' }) =>
    severity === 'critical'
      ? `The risk “${inline(risk, 120)}” is critical, so the plan has to say how it is mitigated.`
      : `Please say what is done about the risk “${inline(risk, 120)}”: every risk has a mitigation.`,
  'risk-owner-missing': ({ risk }) => `Please say who looks after the risk “${inline(risk, 120)}”.`,
  'field-missing': ({ field }) => `The plan needs a ${inline(field)}. Add it with ${command('edit')}.`,
  'no-such-tag': ({ version, repository }) =>
    `${code(repository)} has no tag ${code(`v${version}`)}. Push the tag, then start the release again.`,
  'strategy-unknown': ({ found, known: names }) =>
    `There is no strategy ${code(found)}. Those there are: ${known(names)}.`,
  'strategy-not-served': ({ strategy, needs }) =>
    `The strategy ${code(strategy)} needs ${clause(needs)}, which this target cannot do. Choose another with ${code('--strategy')}.`,
  'service-unknown': ({ found, known: names }) =>
    `${found ? `I know no service ${code(found)}` : 'Please name the service'}. Those there are: ${known(names)}.`,
  'environment-not-served': ({ service, environment, known: names }) =>
    `${inline(service)} does not go to ${inline(environment)}. It goes to ${anyOf(names)}.`,
  'verdict-is-fail': ({ finding }) =>
    `This phase looks bad (${clause(finding)}), so it can’t be promoted. Use ${command('rollback now')}, or ${command('resume')} to overrule the finding.`,
  'metrics-lost': ({ why }) =>
    `The metrics cannot be read (${clause(why)}), so this bake stays paused until they can. ${command('promote')} goes on without them, ${command('rollback now')} goes back.`,
  'not-baking': () => `No phase is baking now, so there is nothing to promote. See ${command('status')}.`,
  'nothing-deployed': ({ release }) =>
    `${releaseName(release)} has changed nothing on the target, so there is nothing to roll back. To stop it use ${command(`abort ${release}`)}.`,
  'nothing-to-go-back-to': ({ version }) =>
    `${inline(version)} is the first version there, so there is nothing to go back to. Stop it with ${command('abort')}, or release a fixed version.`,
  'past-return': ({ step, because, canRestore }) => {
    const withData = canRestore ? `${command('rollback now --with-database')} takes the data back too; ` : '';
    return `“${inline(step, 120)}” was begun and nothing undoes it (${clause(because)}), so going back is not safe by itself. ${withData}${command('rollback now --without-database')} goes back and leaves the data as it is.`;
  },
  'no-database-actions': () =>
    `The policy names no actions that take the data back, so ${code('--with-database')} can do nothing here. ${command('rollback now --without-database')} goes back and leaves the data as it is.`,
  'no-backup': ({ action }) =>
    `This release made no backup (no step of it that runs ${code(action)} has ended well), so there is no data to bring back. ${command('rollback now --without-database')} goes back and leaves the data as it is.`,
  'newer-release': ({ release, version }) =>
    `${inline(version)} went out there since, so this release can no longer be rolled back. To take that one back use ${command(`rollback now ${release}`)}.`,
  'already-rolling-back': ({ to, since }) =>
    `It has been going back to ${inline(to)} since ${when(since, formats)}. See ${command('rollback status')}.`,
  'already-locked': ({ reason, by }) =>
    `It is locked already, by ${person(by)}: ${clause(reason)}. Remove that lock with ${command('unlock')}.`,
  'not-locked': () =>
    `It is not locked, so there is nothing to unlock. ${command('status')} says what it waits for.`,
  'not-known-good': ({ version, known: names }) =>
    names.length === 0
      ? `${inline(version)} is not known to be good there, and no other version is. ${command('list')} shows what went out.`
      : `${inline(version)} is no version known to be good there. Those that are: ${known(names)}.`,
  'people-unknown': ({ why }) =>
    `I could not read who belongs to which group (${clause(why)}), so nothing was done. Please try again in a minute.`,
  'facts-unknown': ({ what, why }) =>
    `I could not learn ${inline(what)}: ${clause(why)}. Deploy again when it can be read.`,
  'gates-not-passed': ({ failed, unknown }) => {
    const few = (names: readonly GateName[]) => {
      const shown = names.slice(0, 4).map(name => gates.name[name]);
      const left = names.length - shown.length;
      return formats.and(left > 0 ? [...shown, `${formats.number(left)} more`] : shown);
    };
    const says = [
      ...(failed.length > 0 ? [`failed: ${few(failed)}`] : []),
      ...(unknown.length > 0 ? [`unknown: ${few(unknown)}`] : []),
    ];
    return `Not every required gate has passed (${says.join('; ')}). ${command('gates')} says what would fix that; deploy again then.`;
  },
  'no-gates': () => 'The policy asks no gates of this release, so there is nothing to run.',
  'no-commit': ({ version }) =>
    `The commit behind ${inline(version)} is not known, so nothing can be measured. Save the plan again with ${command('edit')}.`,
  'evidence-of-another-commit': ({ expected, found }) =>
    `That evidence is of ${commit(found)}, this release is of ${commit(expected)}. Nothing was recorded.`,
  'not-fit': ({ missed: those, problems }) =>
    `The service is not fit to take a deploy now: ${[...those.map(missed), ...problems.map(clause)].join('; ')}. Deploy again when it is.`,
  'approvals-short': ({ seats, mandatory, gone, against = [] }) => {
    const from = mandatory.length > 0 ? `, from ${anyOf(mandatory)}` : '';
    const left =
      gone.length > 0 ? ` ${formats.and(people(gone))} no longer belongs to an approving group.` : '';
    return `${formats.count(seats, { one: 'approval is', other: 'approvals are' })} missing${from}.${left}${against.length > 0 ? ` The gates no longer fill seats: ${figureNames(against)}.` : ''} Ask for them, then deploy again.`;
  },
  'approvals-expired': () =>
    `The approvals were used too late (24 hours after the planned start or the last of them at most), so they no longer count. The approvers are asked again.`,
  'approval-overdue': ({ owner }) =>
    `The time to approve is over. ${person(owner)} can ask again with ${command('ask-again')}.`,
  'tag-moved': ({ from, to }) =>
    `The tag was moved from ${commit(from)} to ${commit(to)}, so the approvals no longer count. Ask the approvers to look again.`,
  locked: ({ reason, by }) =>
    `Nothing may start there: ${person(by)} locked it (${clause(reason)}). ${command('unlock')} opens it again.`,
  frozen: ({ reason, until }) =>
    `Nothing may start there until ${when(until, formats)}: ${clause(reason)}. Deploy again after that.`,
  'outside-window': ({ reason, opensAt }) =>
    `Nothing may start there outside of the release windows (${clause(reason)}).${opensAt === null ? ` No further one is in sight: ask whoever keeps ${code('config/release.yml')}.` : ` The next one opens ${when(opensAt, formats)}; deploy again then.`}`,
  'start-past': ({ at }) =>
    `${when(at, formats)} is over, so nothing can start then. Choose a time ahead, or none: ${command('reschedule none')}.`,
  'closed-then': ({ kind, reason, at, opensAt }) => {
    const what = kind === 'freeze' ? 'There is a freeze' : 'No release window is open';
    const next =
      opensAt === null ? ' Choose another time.' : ` The next time it could: ${when(opensAt, formats)}.`;
    return `${what} ${when(at, formats)} (${clause(reason)}), so it could not start then.${next}`;
  },
  'starts-later': ({ at }) =>
    `It starts by itself ${when(at, formats)}. To start it now, take its time off first: ${command('reschedule none')}.`,
  'no-incident': () =>
    `No incident is open for this release. ${command('incident P2 <what is wrong>')} opens one.`,
  'incident-open': ({ priority }) =>
    `A ${priority} incident is open for this release already. ${command('incident update <how it stands>')} tells the others more.`,
  'incident-acknowledged': ({ by }) =>
    `${responder(by)} has this incident already. ${command('incident')} shows how it stands; ${command('incident commander @ana')} names somebody else.`,
  'freeze-empty': ({ from, until }) =>
    `A freeze from ${when(from, formats)} until ${when(until, formats)} would be over before it begins. Name an end after its beginning.`,
  'no-such-freeze': ({ asked, known: ids }) =>
    ids.length === 0
      ? `There is no freeze ${code(asked)}: nobody has set one that is not over. ${command('freeze')} shows those of the policy.`
      : `There is no freeze ${code(asked)}. Those that somebody set and that are not over: ${known(ids)}. ${command('freeze')} shows what they are.`,
  'freeze-of-policy': () =>
    `That freeze is part of the policy, so it ends there: change ${code('config/release.yml')}. To let one release pass, use ${command('except <reason>')}.`,
  'nothing-closed': () =>
    `No freeze and no release window is in its way, so there is nothing to make an exception from. ${command('status')} says what it waits for.`,
  'no-exception-by-you': ({ reason, groups }) =>
    groups.length === 0
      ? `The policy lets nobody make an exception from that (${clause(reason)}). Wait until it is over, or have ${code('exceptionsBy')} name a group in ${code('config/release.yml')}.`
      : `Only members of ${anyOf(groups)} make an exception from that (${clause(reason)}). Ask one of them.`,
  'nobody-to-approve': ({ without, ...shortage }) =>
    `This could never be approved: ${approvers.short(shortage)}${without.length > 0 ? ` (${formats.and(people(without))}, who asks for it or owns it, has no say)` : ''}. Let somebody else ask for it, or have the groups filled.`,
  'nobody-to-vote': ({ roles }) =>
    `Its Go/No-Go could never come to GO: nobody could speak for ${formats.and(roles.map(role => inline(role)))}. Have the groups of ${code('approvals.yml')} filled.`,
  'asked-already': ({ until }) =>
    `Approvers are asked already and have until ${when(until, formats)}. ${command('status')} shows who is missing.`,
  ...refusalsOfReminders,
  ...refusalsOfDelegation,
  'retry-too-late': () =>
    `Nothing was changed there yet, so trying again is a start of its own, and what was agreed on counts for 24 hours only. End it with ${command('abort')} and plan the version again.`,
  'lane-taken': ({ by }) =>
    `${by ? releaseName(by) : 'Another release'} is going out there. Deploy again when it is done${by ? `; ${command(`status ${by}`)} shows how far it is` : ''}.`,
};
