import { describe, expect, it } from 'vitest';
import { type Refusal, type RefusalKind, type Refusals, refuse } from '../../src/release/refusals.ts';
import { chinese } from '../../src/words/chinese.ts';
import { english } from '../../src/words/english.ts';
import { plain } from '../../src/words/mrkdwn.ts';
import { sayRefusal } from '../../src/words/say-refusal.ts';

const NOON = Date.UTC(2026, 7, 3, 12);
const say = (refusal: Refusal, about = {}) => sayRefusal(refusal, english, about);

/** One of each kind; the compiler misses none. */
const samples: { [K in RefusalKind]: Refusals[K] } = {
  'no-such-release': { asked: 'checkot' },
  superseded: {},
  'wrong-state': { deed: 'pause', status: 'approving', instead: ['approve'] },
  'not-an-approver': { couldApprove: ['security_team', 'tech_leads'] },
  'own-release': {},
  'already-approved': {},
  'reason-missing': { deed: 'reject' },
  'not-permitted': { deed: 'rollback', people: ['UANA'], groups: ['operations', 'on_call'] },
  'no-override': {},
  'override-asked': { by: 'UANA', groups: ['cto', 'ceo'] },
  'already-overridden': { by: 'UHANA' },
  'not-an-overrider': { groups: ['cto', 'ceo'] },
  'no-override-asked': {},
  'override-old': {},
  'skip-needs-emergency': {},
  'no-review-due': {},
  'nothing-to-skip': {},
  'no-role': { roles: ['qa'] },
  'not-your-item': { item: 'The release notes are written', role: 'product', owner: 'UANA' },
  'item-not-now': { item: 'The smoke tests pass', when: 'after', status: 'polling' },
  'nobody-accepts': {},
  'not-asked-to-accept': { roles: ['product', 'qa'] },
  'not-the-owner': { owner: 'UANA' },
  'not-a-version': { found: '1.4' },
  'already-released': { version: '1.4.0', environment: 'production' },
  'older-than-running': { version: '1.3.0', running: '1.3.2' },
  'type-too-low': { declared: 'patch', real: 'minor', running: '1.3.2' },
  'already-under-way': { release: 'checkout-1.4.0-x', version: '1.4.0' },
  'mitigation-missing': { risk: 'Payments stop', severity: 'high' },
  'risk-owner-missing': { risk: 'Payments stop' },
  'field-missing': { field: 'goal' },
  'no-such-tag': { version: '1.4.0', repository: 'acme/checkout' },
  'strategy-unknown': { found: 'canry', known: ['canary', 'rolling'] },
  'strategy-not-served': { strategy: 'canary', needs: 'traffic in steps of 5 %' },
  'service-unknown': { found: 'chekout', known: ['checkout'] },
  'environment-not-served': { service: 'checkout', environment: 'testing', known: ['staging'] },
  'verdict-is-fail': { finding: 'error rate above 10 %' },
  'metrics-lost': { why: 'prometheus did not answer' },
  'not-baking': {},
  'nothing-deployed': { release: 'checkout-1.4.0-x' },
  'nothing-to-go-back-to': { version: '1.0.0' },
  'past-return': { step: 'Migrate the schema', because: 'old columns are dropped', canRestore: true },
  'no-database-actions': {},
  'no-backup': { action: 'backup' },
  'newer-release': { release: 'checkout-1.5.0-x', version: '1.5.0' },
  'already-rolling-back': { to: '1.3.2', since: NOON },
  'already-locked': { reason: 'maintenance', by: 'UANA' },
  'not-locked': {},
  'not-known-good': { version: '1.2.0', known: ['1.3.2'] },
  'people-unknown': { why: 'Slack is away' },
  'facts-unknown': { what: 'the running version', why: 'it timed out.' },
  'gates-not-passed': { failed: ['tests', 'coverage'], unknown: ['secrets'] },
  'no-gates': {},
  'no-commit': { version: '1.4.0' },
  'evidence-of-another-commit': { expected: '0123456789', found: '9876543210' },
  'not-fit': {
    missed: [{ measure: { kind: 'figure', figure: 'cpu_percent' }, is: 'below', limit: 70, seen: 83.4 }],
    problems: ['memory_percent: its query has no series'],
  },
  'approvals-short': { seats: 1, mandatory: ['cto'], gone: ['UBEN'] },
  'approvals-expired': {},
  'approval-overdue': { owner: 'U01ANA' },
  'tag-moved': { from: '0123456789', to: null },
  locked: { reason: 'maintenance', by: 'UANA' },
  frozen: { reason: 'quarter end', until: NOON },
  'outside-window': { reason: 'Mondays to Thursdays', opensAt: 0 },
  'start-past': { at: NOON },
  'closed-then': { kind: 'freeze', reason: 'New Year', at: NOON, opensAt: null },
  'starts-later': { at: NOON },
  'freeze-empty': { from: NOON, until: NOON },
  'no-such-freeze': { asked: 'freeze-1', known: [] },
  'freeze-of-policy': {},
  'nothing-closed': {},
  'no-exception-by-you': { reason: 'Nobody is here', groups: ['cto'] },
  'retry-too-late': {},
  'nobody-to-vote': { roles: ['qa'] },
  'nobody-to-approve': { nobodyIn: ['cto'], required: 3, available: 2, without: ['U0000000001'] },
  'asked-already': { until: 1 },
  'not-reminded': { at: 1 },
  'nothing-to-put-off': {},
  'put-off-already': {},
  'snoozed-already': { until: 1 },
  'snoozed-too-long': { until: 1 },
  'voice-not-lent': { of: 'U0000000001' },
  'voice-given': { of: 'U0000000001', by: 'U0000000002' },
  'nothing-lent': { person: 'U0000000001' },
  'lent-to-oneself': {},
  'lent-for-no-time': {},
  'lent-too-long': { mostMs: 92 * 86_400_000 },
  'not-yours-to-lend': { foreign: ['cto'], own: ['qa'] },
  'no-incident': {},
  'incident-open': { priority: 'P1' },
  'incident-acknowledged': { by: { via: 'pagerduty', name: 'Mona Ops' } },
  'lane-taken': { by: 'search-2.0.0-x' },
};

describe.each(Object.entries(samples))('%s', (kind, details) => {
  const refusal = { refusal: kind, ...details } as Refusal;

  it('is one short, whole sentence or two, without holes', () => {
    const text = say(refusal);
    expect(text).toMatch(/[.?]$/);
    expect(plain(text).length).toBeLessThan(260);
    expect(text).not.toMatch(/undefined|null|\[object|\.\.|NaN/);
  });

  it.each([english, chinese])('names a release by its id only in a command that needs it', words => {
    const text = sayRefusal(refusal, words, {}).replace(/`\/(?:release|rollback) [^`]*`/g, '');
    // What was typed is said as it was typed.
    if (kind !== 'no-such-release') expect(text).not.toMatch(/(?:checkout|search)-\d+\.\d+\.\d+/);
  });
});

describe('says what to do next', () => {
  it.each([
    [refuse('own-release', {}), 'You asked for this release or own it, so someone else has to approve it.'],
    [refuse('wrong-state', samples['wrong-state']), 'so you can’t pause it now. Try `/release approve`.'],
    [
      refuse('reason-missing', { deed: 'incident update' }),
      'Please say how it stands: `/release incident update',
    ],
    [
      refuse('reason-missing', { deed: 'incident resolve' }),
      'Please say what it was: `/release incident resolve',
    ],
    [refuse('already-approved', {}), '`/release status`'],
    [refuse('incident-acknowledged', samples['incident-acknowledged']), '`/release incident commander @ana`'],
    [refuse('lane-taken', samples['lane-taken']), 'search 2.0.0 is going out there.'],
    [refuse('not-permitted', { deed: 'lock', people: [], groups: [] }), '`config/approvals.yml`'],
    [refuse('not-known-good', { version: '1.0.0', known: [] }), 'no other version is'],
    [refuse('no-such-freeze', { asked: 'f1', known: [] }), '`/release freeze`'],
    [refuse('no-exception-by-you', { reason: 'Christmas', groups: [] }), '`exceptionsBy`'],
    [refuse('closed-then', { ...samples['closed-then'], opensAt: null }), 'Choose another time.'],
    [refuse('reason-missing', { deed: 'no-go' }), '`/release no-go &lt;reason&gt;`'],
    [refuse('older-than-running', samples['older-than-running']), '`/rollback to 1.3.0`'],
    [refuse('nothing-deployed', samples['nothing-deployed']), '`/release abort checkout-1.4.0-x`'],
    [refuse('locked', samples.locked), '`/release unlock`'],
    [refuse('not-an-approver', samples['not-an-approver']), 'security_team or tech_leads'],
    [refuse('approvals-short', samples['approvals-short']), '1 approval is missing, from cto'],
  ])('%o', (refusal, part) => expect(say(refusal)).toContain(part));
});

it('a type that is too low is answered with the command that is right', () => {
  const about = { service: 'checkout', environment: 'production', version: '1.4.0' };
  expect(say(refuse('type-too-low', samples['type-too-low']), about)).toBe(
    '1.4.0 is a minor release against 1.3.2, not a patch. Try `/release start checkout v1.4.0 minor prod`.',
  );
});

it('what was typed is shown as text, whatever it was', () => {
  expect(say(refuse('no-such-release', { asked: '<!channel>`' }))).toContain('`&lt;!channel&gt;ˋ`');
});

it('a service that is not fit to take a deploy is told by its numbers', () => {
  expect(say(refuse('not-fit', samples['not-fit']))).toBe(
    'The service is not fit to take a deploy now: cpu percent 83.4 (must be below 70); memory_percent: its query has no series. Deploy again when it is.',
  );
});
