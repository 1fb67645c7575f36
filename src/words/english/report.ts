import { RECOVERY_GOALS_MS } from '../../release/recovery-times.ts';
import { formats, terms } from './terms.ts';

const { duration } = formats;

/** Of the rollback report: Markdown, times in UTC. */
export const report = {
  title: (service: string, bad: string, to: string, environment: string) =>
    `Rollback of ${service} ${bad} to ${to} in ${environment}`,
  source: (id: string) => `Release ${id}. Written from what tminus recorded, nothing else; times are in UTC.`,
  headings: {
    outcome: 'What came of it',
    decided: 'Who decided, and why',
    seen: 'What was seen',
    times: 'How long it took',
    timeline: 'Timeline',
    uncertain: 'Lost or uncertain',
    lock: 'Lock',
    next: 'What comes next',
  },
  outcome: {
    done: (to: string, tookMs: number) =>
      `${to} serves everything again, read back from the target. All was over ${duration(tookMs)} after the decision.`,
    takenOver: (who: string, why: string) =>
      `${who} took over before it was verified: ${why}. tminus stopped there; what runs now was not read back.`,
    underWay: 'It is still under way; this report tells what was recorded so far.',
  },
  decided: (who: string, at: string, why: string) => `${who}, ${at}: ${why}.`,
  byRule: 'tminus, by rule',
  way: (way: keyof typeof terms.way) => `Way: ${terms.way[way]}.`,
  nothingSeen: 'No finding stood: a person decided, or a step failed.',
  times: {
    detect: 'Detect',
    decide: 'Decide',
    away: 'Traffic away',
    restore: 'Restored',
    verify: 'Verified',
    recover: 'Recover, in all',
  },
  detect: (ms: number) => `${duration(ms)}, from where the finding begins to count to the finding`,
  decide: (ms: number) =>
    `${duration(ms)} after the finding (goal: within ${duration(RECOVERY_GOALS_MS.decide)}${ms > RECOVERY_GOALS_MS.decide ? ', missed' : ''})`,
  away: (ms: number) =>
    `${duration(ms)} after the decision (goal: within ${duration(RECOVERY_GOALS_MS.away)}${ms > RECOVERY_GOALS_MS.away ? ', missed' : ''})`,
  restore: (ms: number) => `${duration(ms)} after the decision`,
  verify: (ms: number) => `${duration(ms)} after the decision`,
  recover: (ms: number) =>
    `${duration(ms)} from the finding to the verified version (goal: within ${duration(RECOVERY_GOALS_MS.recover)}${ms > RECOVERY_GOALS_MS.recover ? ', missed' : ''})`,
  notRecorded: 'not recorded',
  lost: (bad: string, total: string, version: string) =>
    `${bad} of ${total} requests to ${version} were bad in what the finding counted; later ones are not in that number.`,
  interrupted: (operation: string) => `Operation ${operation} was interrupted.`,
  partFailed: (part: string, attempt: number, why: string) =>
    `“${part}” failed at attempt ${attempt}: ${why}.`,
  partSkipped: (part: string, note: string) => `“${part}” was skipped${note ? `: ${note}` : ''}.`,
  stepUnclear: (step: string, why: string) => `Whether “${step}” happened is unclear: ${why}.`,
  troubled: (why: string) => `Trouble was reported: ${why}.`,
  blind: (why: string, from: string, to: string | null) =>
    `Metrics could not be read from ${from} ${to === null ? 'on' : `to ${to}`}: ${why}.`,
  nothingUncertain: 'Nothing of the kind was recorded.',
  locked: (place: string, who: string, reason: string) => `${place} is locked by ${who}: ${reason}.`,
  unlocked: (place: string) => `${place} is not locked now.`,
  next: {
    unlock: 'Find the cause, then lift the lock with /release unlock. Until then nothing starts there.',
    free: 'The lock is lifted: a mended version can be planned with /release start.',
    look: 'Look at the target: nobody has read back what runs there.',
    wait: 'The rollback goes on until it is verified or somebody takes over.',
  },
  short: 'Rollback report',
};
