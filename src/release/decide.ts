import { decideApprovals } from './approvals.ts';
import { decideAsking } from './asking.ts';
import { decideClosing } from './closing.ts';
import { decideEnd } from './ending.ts';
import { decideGates } from './gates.ts';
import { decideIncident } from './incidents.ts';
import { decideMarks } from './marking.ts';
import { decideOverride, wishFor } from './override.ts';
import { refuseCommand, refuseSkip, refuseStarter } from './permitted-commands.ts';
import { type PlanCommand, refusePlan } from './plan.ts';
import { decidePoll } from './poll.ts';
import { isRefusal, type Refusal, refuse } from './refusals.ts';
import { decideRetirement } from './retirement.ts';
import { refuseRetry } from './retry.ts';
import { decideReview } from './review.ts';
import { decideOwner, decideRevision } from './revision.ts';
import { decideRollback } from './rollback.ts';
import { decideRollout } from './rollout.ts';
import { decideSchedule, pastTheCalendar, refuseStart } from './schedule.ts';
import type { Decision, Release, ReleaseCommand, ReleaseEvent, World } from './state.ts';
import { decideTelling } from './telling.ts';
import type { GroupName } from './terms.ts';
import { decideTurn } from './turn.ts';
import { decideWatch } from './watch.ts';

/** What a command leads to, or why not. Pure: the same arguments always give the same answer. */
export function decide(command: ReleaseCommand, release: Release | null, world: World): Decision | Refusal {
  if (command.type === 'PlanRelease') return release ? {} : planned(command, world);
  if (!release) return refuse('no-such-release', { asked: '' });
  const forbidden = refuseCommand(command, release);
  if (forbidden) return forbidden;
  switch (command.type) {
    case 'RevisePlan':
      return decideRevision(command, release, world);
    case 'ChangeOwner':
      return decideOwner(command, release);
    case 'Approve':
    case 'Reject':
      return ofRelease(decideApprovals(command, release, world));
    case 'RecordEvidence':
    case 'RerunGates':
    case 'SkipGates':
      return ofRelease(decideGates(command, release, world.now));
    case 'AskApprovers':
    case 'RemindApprovers':
    case 'RemindAgain':
    case 'SnoozeReminder':
    case 'WarnOwner':
    case 'ExpireApprovals':
    case 'AskAgain':
      return ofRelease(decideAsking(command, release, world));
    case 'MarkItems':
      return decideMarks(command, release, world);
    case 'Accept':
    case 'ReportProblem':
    case 'RemindClosing':
      return ofRelease(decideClosing(command, release, world.now));
    case 'AskOverride':
    case 'DecideOverride':
      return ofRelease(decideOverride(command, release, world.now));
    case 'ChaseReview':
    case 'FinishReview':
      return ofRelease(decideReview(command, release, world.now));
    case 'CastVote':
    case 'ClosePoll':
    case 'ReopenPoll':
      return ofRelease(decidePoll(command, release, world.now));
    case 'Reschedule':
    case 'LookAhead':
      return decideSchedule(command, release, world);
    case 'Deploy':
    case 'StartDeploy':
    case 'HoldDeploy':
    case 'MakeException':
      return decideTurn(command, release, world);
    case 'RecordFinding':
    case 'RecordAlert':
    case 'RecordLost':
    case 'RecordReturned':
    case 'EndWatch':
      return { release: decideWatch(command, release, world.now) };
    case 'RollBack':
    case 'BeginPart':
    case 'FinishPart':
    case 'BreakPart':
    case 'ReportTrouble':
    case 'TakeOver':
      return decideRollback(command, release, world);
    case 'BeginRetirement':
    case 'FinishRetirement':
    case 'KeepVersion':
      return { release: decideRetirement(command, release, world) };
    case 'OpenIncident':
    case 'AcknowledgeIncident':
    case 'NameCommander':
    case 'UpdateIncident':
    case 'ResolveIncident':
    case 'EscalateIncident':
    case 'AskForUpdate':
      return ofRelease(decideIncident(command, release, world.now));
    case 'TellLeadTimes':
    case 'ReportStatus':
    case 'AskForRetrospective':
      return decideTelling(command, release, world);
    case 'Retry':
      return refuseRetry(release, world) ?? ofRelease(decideRollout(command, release, world.now));
    case 'Abort':
      return decideEnd(command, release, world);
    default:
      return ofRelease(decideRollout(command, release, world.now));
  }
}

const ofRelease = (answer: ReleaseEvent[] | Refusal): Decision | Refusal =>
  isRefusal(answer) ? answer : { release: answer };

function planned(command: Extract<PlanCommand, { type: 'PlanRelease' }>, world: World): Decision | Refusal {
  const { by, agreement, emergency, skips } = command;
  const { plan } = agreement;
  const refusal =
    refuseStarter(command) ??
    refusePlan(agreement, world.lane) ??
    refuseStart(plan, plan.startAt, emergency ? pastTheCalendar(world) : world);
  if (refusal) return refusal;
  const begun: ReleaseEvent = { type: 'ReleasePlanned', by, agreement };
  const skipped = skips ? skippedFrom(command, skips) : [];
  if (isRefusal(skipped)) return skipped;
  if (!emergency) return { release: [begun, ...skipped] };
  const rule = agreement.terms.override;
  const wish = rule ? wishFor(rule, { ...emergency, by }, agreement) : refuse('no-override', {});
  return isRefusal(wish) ? wish : { release: [begun, ...skipped, ...wish] };
}

/** Nothing is known of a version that was just planned, so it is for all gates that are required. */
function skippedFrom(
  { by, agreement: { terms } }: Extract<PlanCommand, { type: 'PlanRelease' }>,
  { groups, reason }: { groups: GroupName[]; reason: string },
): ReleaseEvent[] | Refusal {
  if (!reason.trim()) return refuse('reason-missing', { deed: 'skip' });
  const gates = terms.gates?.required ?? [];
  return refuseSkip(by, groups, terms) ?? [{ type: 'GatesSkipped', by, reason: reason.trim(), gates }];
}
