import type { Duty } from '../release/due.ts';
import {
  askApprovers,
  expireApprovals,
  remindAgain,
  remindApprovers,
  warnOwner,
} from './duties/ask-approvers.ts';
import { askForRetrospective } from './duties/ask-for-retrospective.ts';
import { askForUpdate, escalateIncident } from './duties/chase-incident.ts';
import { chaseReview } from './duties/chase-review.ts';
import { closePoll } from './duties/close-poll.ts';
import { endBake } from './duties/end-bake.ts';
import { endWatch } from './duties/end-watch.ts';
import { gatherGates, stopGathering } from './duties/gather-gates.ts';
import { lookAhead } from './duties/look-ahead.ts';
import { remindClosing } from './duties/remind-closing.ts';
import { reportStatus } from './duties/report-status.ts';
import { retireDuty } from './duties/retire.ts';
import { rollBackDuty } from './duties/roll-back.ts';
import { runStepDuty } from './duties/run-step.ts';
import { settle } from './duties/settle.ts';
import { startDeployDuty } from './duties/start-deploy.ts';
import { stopStep } from './duties/stop-step.ts';
import { tellLeadTimes } from './duties/tell-lead-times.ts';
import { watch } from './duties/watch.ts';
import type { DutyOfWorkers } from './duty.ts';

/** Who does what: the first word of a task's key names its duty. */
export const duties: Record<Duty, DutyOfWorkers> = {
  settle: { carryOut: settle },
  'gather-gates': { carryOut: gatherGates },
  'stop-gathering': { carryOut: stopGathering },
  'look-ahead': { carryOut: lookAhead },
  'ask-approvers': { carryOut: askApprovers },
  'remind-approvers': { carryOut: remindApprovers },
  'remind-again': { carryOut: remindAgain },
  'warn-owner': { carryOut: warnOwner },
  'expire-approvals': { carryOut: expireApprovals },
  'tell-lead-times': { carryOut: tellLeadTimes },
  'report-status': { carryOut: reportStatus },
  'close-poll': { carryOut: closePoll },
  'start-deploy': startDeployDuty,
  'run-step': runStepDuty,
  'stop-step': { carryOut: stopStep },
  'end-bake': { carryOut: endBake },
  watch: { carryOut: watch },
  'end-watch': { carryOut: endWatch },
  'roll-back': rollBackDuty,
  retire: retireDuty,
  'escalate-incident': { carryOut: escalateIncident },
  'ask-for-update': { carryOut: askForUpdate },
  'remind-closing': { carryOut: remindClosing },
  'ask-for-retrospective': { carryOut: askForRetrospective },
  'chase-review': { carryOut: chaseReview },
};
