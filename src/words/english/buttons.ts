/** The words on buttons, by the intent they stand for. Sentence case, a verb first. */
export const buttons = {
  approve: 'Approve',
  except: 'Make an exception',
  override: 'Emergency override',
  grant: 'Override',
  refuse: 'Refuse override',
  'skip-security': 'Skip gates',
  review: 'Close review',
  reject: 'Reject',
  'ask-again': 'Ask again',
  'remind-me': 'Remind me later',
  go: 'GO',
  'no-go': 'NO-GO',
  deploy: 'Deploy',
  pause: 'Pause',
  resume: 'Resume',
  promote: 'Promote',
  retry: 'Retry',
  edit: 'Edit plan',
  reschedule: 'Move the start',
  gates: 'Gates',
  'gates-rerun': 'Run gates again',
  checklist: 'Checklist',
  accept: 'Accept',
  problem: 'Report a problem',
  abort: 'Abort',
  'rollback-now': 'Roll back',
  'rollback-to': 'Roll back',
  show: 'Show',
  audit: 'Audit',
  status: 'Status',
  report: 'Report',
  reopen: 'Reopen poll',
  incident: 'Report an incident',
  'incident-ack': 'I have it',
  'incident-update': 'Post update',
  'incident-resolve': 'Resolve',
  'take-over': 'Take over',
  unlock: 'Unlock',
};

export const cancel = 'Cancel';

/** What a dialog asks before something that cannot be taken back lightly. */
export const confirms = {
  deploy: (title: string) => ({ title: 'Deploy now?', text: `${title} starts as soon as its turn comes.` }),
  promote: (percent: string) => ({
    title: 'End this bake now?',
    text: `The phase at ${percent} counts as passed and the next step starts. What was measured so far stays on record.`,
  }),
  'rollback-now': (bad: string, to: string) => ({
    title: `Roll back to ${to}?`,
    text: `All traffic leaves ${bad} at once and ${to} serves everything again. It needs no approval.`,
  }),
  retry: (step: string) => ({ title: 'Try this step again?', text: `${step} is carried out once more.` }),
  resume: (finding: string | null) => ({
    title: 'Resume?',
    text: finding ? `This overrules the finding: ${finding}` : 'The rollout goes on where it was paused.',
  }),
  unlock: (place: string) => ({
    title: 'Unlock?',
    text: `Releases to ${place} may start again, those in the queue right away.`,
  }),
};
