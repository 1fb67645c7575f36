import type { HelpEntry } from './help.ts';

export const emergency: HelpEntry[] = [
  {
    topic: 'override',
    usage: '/release override [release] <reason>',
    says: 'Ask for an emergency override',
    examples: ['/release override customers cannot pay'],
    more: 'CTO or CEO, as the policy names them, are asked and paged; one of them who types this overrides at once. It sets aside approvals, checklist, Go/No-Go and freezes, never gates, the queue, locks or the watching. `--skip-approval` beside `--emergency` says that you, being one of them, override yourself.',
  },
  {
    topic: 'grant',
    usage: '/release grant [release] <reason>',
    says: 'Grant an override that was asked for',
    examples: ['/release grant losing orders every minute'],
    more: 'For those who may override.',
  },
  {
    topic: 'refuse',
    usage: '/release refuse [release] <reason>',
    says: 'Refuse an override',
    examples: ['/release refuse it can wait for the approvals'],
  },
  {
    topic: 'review',
    usage: '/release review [release] <what was found>',
    says: 'Close the review an override owes',
    examples: ['/release review checkout 1.4.1 the fix was right, the alarm came an hour late'],
    more: 'You are reminded until somebody has.',
  },
  {
    topic: 'skip-security',
    usage: '/release skip-security [release] <reason>',
    says: 'Let it go out although gates have not passed',
    examples: ['/release skip-security the scanner is down, checked by hand'],
    more: 'For those the policy names. `--skip-security` with `/release start` says the same from the beginning.',
  },
];
