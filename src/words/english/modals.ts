import type { PersonId } from '../../release/terms.ts';
import { clause, code, inline, person } from '../mrkdwn.ts';
import { formats } from './terms.ts';

/** The words of the smaller modals. */
export const modals = {
  cancel: 'Cancel',
  reason: 'Reason',
  except: {
    title: 'Make an exception',
    submit: 'Let it start',
    hint: 'Everybody reads this, now and years later.',
    says: 'It may start in spite of the freeze or outside of the release windows that are in its way now.',
  },
  problem: {
    title: 'Report a problem',
    label: 'What is wrong',
    submit: 'Report',
    says: 'The owner and the channel are told at once. Nothing is rolled back by this alone.',
    hint: 'What did you see, and where?',
  },
  override: {
    title: 'Emergency override',
    submit: 'Ask',
    hint: 'Why it cannot wait. Everybody reads this, now and years later.',
    says: 'Those who may override are asked and paged; if you are one of them, you override at once. It sets aside approvals, checklist, Go/No-Go and freezes, never gates, the queue, locks or the watching, and has to be reviewed afterwards.',
  },
  grant: {
    title: 'Emergency override',
    submit: 'Override',
    hint: 'Everybody reads this, now and years later.',
    asked: (by: PersonId, reason: string) => `${person(by)} asks: ${inline(reason, 1000)}`,
    says: 'You set aside approvals, checklist, Go/No-Go and freezes for exactly this plan. Gates, the queue, locks and the watching stay. A review falls due after the deploy, and you are asked for it.',
  },
  'skip-security': {
    title: 'Skip the gates',
    submit: 'Skip',
    hint: 'Why it may go out all the same. Every later message says so.',
    says: 'The gates that have not passed no longer keep it from going out. For those the policy names; approvals and Go/No-Go stay.',
  },
  refuse: {
    title: 'Refuse the override',
    submit: 'Refuse',
    hint: 'What speaks against it?',
    says: 'The release goes its ordinary way.',
  },
  review: {
    title: 'Close the review',
    label: 'What was found',
    submit: 'Close it',
    hint: 'Was it right to override? What will be done so that it is not needed again?',
    says: 'What you write stays on record and ends the reminders.',
  },
  reject: {
    title: 'Reject the release',
    submit: 'Reject',
    says: 'This stops the release. The owner reads your reason, can edit the plan and ask again.',
    hint: 'What has to change?',
  },
  'no-go': {
    title: 'Vote NO-GO',
    submit: 'Vote NO-GO',
    says: 'One NO-GO holds the release; the owner decides what happens then.',
    hint: 'What speaks against it?',
  },
  reschedule: {
    title: 'Move the start',
    submit: 'Save',
    says: 'It starts by itself then, if everything is in place. Moving it voids no approval; votes are asked for again where the poll opens only later.',
    hint: 'By your own clock. Leave it empty to take the time off.',
  },
  abort: {
    title: 'Abort the release',
    submit: 'Abort',
    cancels: 'Nothing was changed on the target, so the release is simply cancelled.',
    rollsBack: (to: string) => `The target may have been changed, so aborting rolls back to ${inline(to)}.`,
    pastReturn: (step: string) =>
      `“${inline(step, 120)}” was begun and nothing undoes it, so aborting asks how to go back first.`,
    leaves: 'The target may have been changed and there is no version to go back to: it stays as it is.',
    hint: 'For those who read this later.',
  },
  'take-over': {
    title: 'Take over rollback',
    label: 'What you will do',
    submit: 'Take over',
    says: 'tminus stops at once and you finish the rollback by hand. The service stays locked until it is unlocked.',
    hint: 'What will you do instead?',
  },
  lock: {
    title: 'Lock',
    submit: 'Lock',
    says: (service: string, environment: string) =>
      `No release of *${inline(service)}* to *${inline(environment)}* starts while it is locked. Going back is always possible.`,
    hint: 'Those who wait will read it.',
    howLong: 'How long',
    forMs: (ms: number) => formats.duration(ms),
    untilUnlocked: 'Until somebody unlocks it',
  },
  approve: {
    title: 'Approve the release',
    submit: 'Approve',
    says: 'You approve exactly this; any change asks you again.',
    forVoice: (of: PersonId) => `You approve for ${person(of)}.`,
    version: 'Version',
    commit: 'Commit',
    noCommit: 'no repository',
    environment: 'Environment',
    strategy: 'Strategy',
    steps: 'What will run',
    undoneBy: (how: string) => `undo: ${clause(how)}`,
    cannotBeUndone: 'cannot be undone',
    bakes: (ms: number) => `then bakes ${formats.duration(ms)}`,
    safeUntil: (title: string) => `Going back is safe until “${inline(title)}”, which cannot be undone.`,
    preparation: (ms: number) => `The preparation begins ${formats.duration(ms)} before the start.`,
    keeps: (running: string, ms: number, isStopped: boolean) =>
      `${inline(running)} stays installed for ${formats.duration(ms)} after completion to switch back to${isStopped ? ', and is stopped then' : ''}.`,
    why: (because: string) => `The policy says: ${because}.`,
    beyond:
      'From then on a trigger freezes the traffic and pages instead of rolling back; people who go back say what becomes of the data.',
    alwaysSafe: 'Going back is safe at every step.',
  },
  remindMe: {
    title: 'Remind me later',
    submit: 'Remind me',
    says: 'You are reminded once more, if you are still needed then.',
    inMs: (ms: number) => `in ${formats.duration(ms)}`,
    howLong: 'When',
  },
  pastReturn: {
    restore: {
      label: 'Roll back with the data',
      title: (to: string) => `Go back to ${to} with the data?`,
      text: 'Traffic and version go back first. Then the writes are paused, the data is backed up as it is now and taken back; the writes resume only if it is intact.',
    },
    leave: {
      label: 'Roll back without it',
      title: (to: string) => `Go back to ${to}, data as it is?`,
      text: 'Traffic and version go back. The data stays as the step that nothing undoes has left it.',
    },
  },
  rollbackChoice: {
    says: (count: number) =>
      count === 1 ? 'This can be rolled back:' : 'Several releases can be rolled back. Which one?',
    none: (title: string) =>
      `${inline(title)} has changed nothing on the target yet, so there is nothing to roll back. You can abort it.`,
    byCommand: (command: string) => `By keyboard: ${code(command)}`,
  },
};
