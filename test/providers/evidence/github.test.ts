import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GitHubEvidence } from '../../../src/policy/gates-policy.ts';
import { gitHubFeeds } from '../../../src/providers/evidence/github.ts';
import type { EvidenceSubject } from '../../../src/providers/evidence/port.ts';
import { gitHub } from '../../../src/providers/source/github.ts';
import { gitHubClient } from '../../../src/providers/source/github-client.ts';
import type { GateName } from '../../../src/release/gate-evidence.ts';
import { soon } from '../local-server.ts';
import { openRepositoryOnGitHub, type RepositoryOnGitHub, sha } from './repository-on-github.ts';

const NOW = Date.UTC(2026, 10, 3);
let repository: RepositoryOnGitHub;
beforeEach(async () => {
  repository = await openRepositoryOnGitHub();
});
afterEach(async () => {
  await repository.close();
  expect(repository.violations).toEqual([]);
});

const subject = (changes: Partial<EvidenceSubject> = {}): EvidenceSubject => ({
  release: 'checkout-1.4.0-k3f',
  service: 'checkout',
  environment: 'production',
  version: '1.4.0',
  running: '1.3.0',
  repository: 'acme/checkout',
  commit: sha('head'),
  ...changes,
});

function open(policy: Partial<GitHubEvidence> = {}) {
  const options = { token: 'github_pat_5ecret', baseUrl: repository.url, retryAfterMs: 1 };
  const feeds = gitHubFeeds({
    octokit: gitHubClient(options),
    baseUrl: repository.url,
    commitOf: gitHub(options).commitOf,
    now: () => NOW,
  })({ releaseBranch: 'main', requiredChecks: [], checks: {}, ...policy });
  return async (gate: GateName, changes: Partial<EvidenceSubject> = {}, signal = soon(20_000)) => {
    const feed = feeds.find(({ gates }) => gates.includes(gate));
    if (!feed) throw new Error(`no feed for ${gate}`);
    const gathered = await feed.start(
      { id: 'checkout-1.4.0-k3f.gates.1', subject: subject(changes) },
      signal,
    );
    if (gathered.is !== 'done') throw new Error(`it is ${gathered.is}`);
    const [evidence] = gathered.evidence.filter(({ measured }) => measured.gate === gate);
    return evidence ?? gathered.unavailable.find(one => one.gate === gate)?.why;
  };
}

const measured = (of: object) => expect.objectContaining({ measured: expect.objectContaining(of) });

describe('required checks', () => {
  it('are those of the branch, of its rulesets and of the policy; all green is a fact of the commit', async () => {
    repository.rules = [{ type: 'required_status_checks', checks: [{ context: 'scan', app: 7 }] }];
    repository.runs.push({ name: 'scan', conclusion: 'neutral', app: 7 });
    repository.statuses = [{ context: 'ci/legacy', state: 'success' }];
    const evidence = await open({ requiredChecks: ['ci/legacy'] })('required-checks');
    expect(evidence).toEqual({
      source: 'github',
      by: 'checks',
      commit: sha('head'),
      at: NOW,
      link: `${repository.url}/acme/checkout/commit/${sha('head')}/checks`,
      measured: { gate: 'required-checks', run: 3, passed: 3, failed: [] },
    });
  });

  it.each(['failure', 'cancelled', 'timed_out', 'action_required'])(
    'fail with a check that ended as %s',
    async conclusion => {
      repository.runs.push({ name: 'build', conclusion });
      expect(await open()('required-checks')).toEqual(measured({ run: 1, passed: 0, failed: ['build'] }));
    },
  );

  it('are running until all have ended, unless one has failed already', async () => {
    repository.protection = { contexts: ['build', 'unit'] };
    repository.runs.push({ name: 'unit', status: 'in_progress', conclusion: null });
    expect(await open()('required-checks')).toEqual({ because: 'running', what: ['unit'] });
    repository.runs[0] = { name: 'build', conclusion: 'failure' };
    expect(await open()('required-checks')).toEqual(measured({ failed: ['build'] }));
  });

  it('that never reported are no pass, and neither is a branch that requires none', async () => {
    repository.runs = [{ name: 'other', conclusion: 'success' }];
    expect(await open()('required-checks')).toEqual({ because: 'not-reported', what: ['build'] });
    repository.protection = null;
    expect(await open()('required-checks')).toEqual({ because: 'nothing-named' });
  });

  it('count only from the App that has to report them', async () => {
    repository.rules = [{ type: 'required_status_checks', checks: [{ context: 'scan', app: 7 }] }];
    repository.runs.push({ name: 'scan', conclusion: 'success', app: 8 });
    expect(await open()('required-checks')).toEqual({ because: 'not-reported', what: ['scan'] });
  });

  it('of a name count by the strictest of the rules that ask for it', async () => {
    const ask = (app?: number) => ({ context: 'scan', ...(app !== undefined && { app }) });
    repository.rules = [
      { type: 'required_status_checks', checks: [ask(7)] },
      { type: 'required_status_checks', checks: [ask()] },
    ];
    repository.runs.push({ name: 'scan', conclusion: 'success', app: 8 });
    expect(await open()('required-checks')).toEqual({ because: 'not-reported', what: ['scan'] });
    repository.runs.push({ name: 'scan', conclusion: 'success', app: 7 });
    expect(await open()('required-checks')).toEqual(measured({ run: 2, passed: 2 }));
  });

  it('are read to the last page', async () => {
    const names = Array.from({ length: 230 }, (_, at) => `job ${at}`);
    repository.runs = names.map(name => ({ name, conclusion: 'success' }));
    repository.protection = { contexts: ['job 229'] };
    expect(await open()('required-checks')).toEqual(measured({ run: 1, passed: 1 }));
  });

  it('speak for other gates where the policy says so', async () => {
    repository.runs.push({ name: 'unit', conclusion: 'success' }, { name: 'e2e', conclusion: 'failure' });
    const look = open({ checks: { tests: ['unit', 'e2e'], lint: ['eslint'] } });
    expect(await look('tests')).toEqual(measured({ run: 2, passed: 1 }));
    expect(await look('lint')).toEqual({ because: 'not-reported', what: ['eslint'] });
  });

  it('that were skipped satisfy whoever requires them, as on GitHub, and are no evidence of another gate', async () => {
    repository.runs = [{ name: 'build', conclusion: 'skipped' }];
    expect(await open()('required-checks')).toEqual(measured({ run: 1, passed: 1 }));
    const look = open({ checks: { tests: ['build'] } });
    expect(await look('tests')).toEqual({ because: 'not-reported', what: ['build (skipped)'] });
    repository.runs.push({ name: 'build', conclusion: 'success' });
    expect(await look('tests')).toEqual(measured({ run: 1, passed: 1 }));
  });
});

describe('the release branch', () => {
  it('is protected by classic protection or by a ruleset that guards what comes in', async () => {
    expect(await open()('branch-protection')).toEqual(measured({ run: 1, passed: 1 }));
    repository.protection = null;
    repository.rules = [{ type: 'deletion' }];
    expect(await open()('branch-protection')).toEqual(measured({ run: 1, passed: 0, failed: ['main'] }));
    repository.rules = [{ type: 'pull_request' }];
    // Its parameters are of no interest; the description wants them only with some kinds.
    expect(await open()('branch-protection')).toEqual(measured({ passed: 1 }));
  });

  it('that there is none of is trouble, not a pass', async () => {
    expect(await open({ releaseBranch: 'trunk' })('branch-protection')).toEqual({
      because: 'trouble',
      what: 'GitHub knows nothing of the branch trunk, or hides it from the token',
    });
  });

  it('has the commit, or has gone on since; a commit elsewhere is none of it', async () => {
    expect(await open()('ancestry')).toEqual(measured({ passed: 1 }));
    repository.branch.push({ name: 'next', at: '2026-11-02T12:00:00Z' });
    expect(await open()('ancestry')).toEqual(measured({ passed: 1 }));
    expect(await open()('ancestry', { commit: sha('stray') })).toEqual(
      measured({ passed: 0, failed: ['main'] }),
    );
  });

  it('the tag has to stand on exactly this commit', async () => {
    expect(await open()('tag')).toEqual(measured({ passed: 1 }));
    repository.tags['v1.4.0'] = 'base';
    expect(await open()('tag')).toEqual(measured({ passed: 0, failed: ['v1.4.0'] }));
  });
});

describe('reviews', () => {
  beforeEach(() => {
    repository.branch = ['base', 'one', 'two', 'head'].map(name => ({ name, at: '2026-11-02T10:00:00Z' }));
    repository.pulls = [
      { number: 11, author: 'ana', commits: ['one', 'two'] },
      { number: 12, author: 'ben', commits: ['head'] },
    ];
    repository.reviews = { 11: [{ by: 'ben', state: 'APPROVED' }], 12: [{ by: 'ana', state: 'APPROVED' }] };
  });

  it('are there for every change since the version that runs', async () => {
    expect(await open()('reviews')).toEqual(measured({ run: 2, passed: 2, failed: [] }));
  });

  it.each([
    ['nobody looked', []],
    ['only its author approved', [{ by: 'ben', state: 'APPROVED' }]],
    ['somebody only remarked', [{ by: 'ana', state: 'COMMENTED' }]],
    [
      'the approval was taken back',
      [
        { by: 'ana', state: 'APPROVED' },
        { by: 'ana', state: 'CHANGES_REQUESTED' },
      ],
    ],
    [
      'the approval was dismissed',
      [
        { by: 'ana', state: 'APPROVED' },
        { by: 'ana', state: 'DISMISSED' },
      ],
    ],
  ])('are missing when %s', async (_, reviews) => {
    repository.reviews[12] = reviews;
    expect(await open()('reviews')).toEqual(measured({ run: 2, passed: 1, failed: ['#12'] }));
  });

  it('are missing of what was pushed past every pull request', async () => {
    repository.pulls = [{ number: 12, author: 'ben', commits: ['head'] }];
    const evidence = await open()('reviews');
    expect(evidence).toEqual(measured({ failed: [sha('one').slice(0, 7), sha('two').slice(0, 7)] }));
  });

  it('of a first deploy are those of the commit itself', async () => {
    expect(await open()('reviews', { running: null })).toEqual(measured({ run: 1, passed: 1 }));
  });

  it('cannot be told when nobody knows what runs', async () => {
    expect(await open()('reviews', { running: '1.2.9' })).toMatchObject({ because: 'trouble' });
  });

  it('that were seen are not asked for again, those that were missing are', async () => {
    repository.reviews[12] = [];
    const look = open();
    await look('reviews');
    repository.asked = [];
    repository.reviews[12] = [{ by: 'ana', state: 'APPROVED' }];
    expect(await look('reviews')).toEqual(measured({ passed: 2 }));
    expect(repository.asked.filter(path => path.endsWith('/reviews'))).toEqual([
      'GET /repos/acme/checkout/pulls/12/reviews',
    ]);
  });
});

describe('alerts', () => {
  it('of Dependabot are counted by severity, over all pages', async () => {
    repository.dependabot = [
      ...Array.from({ length: 120 }, () => ({ severity: 'low' as const })),
      { severity: 'critical' },
    ];
    expect(await open()('vulnerabilities')).toEqual(
      measured({ findings: { critical: 1, high: 0, medium: 0, low: 120 } }),
    );
  });

  it('of Dependabot that were fixed after the commit still count for it', async () => {
    repository.dependabot = [{ severity: 'high', fixedAt: '2026-11-02T13:00:00Z' }];
    expect(await open()('vulnerabilities')).toEqual(
      measured({ findings: { critical: 0, high: 0, medium: 0, low: 0 } }),
    );
    repository.branch.push({ name: 'fix', at: '2026-11-02T12:00:00Z' });
    expect(await open()('vulnerabilities')).toEqual(
      measured({ findings: { critical: 0, high: 1, medium: 0, low: 0 } }),
    );
  });

  it('of code scanning count only when exactly this commit was analysed', async () => {
    repository.codeScanning = {
      analyses: [{ commit: 'base', at: '2026-11-01T11:00:00Z' }],
      alerts: [],
    };
    expect(await open()('static-analysis')).toEqual({ because: 'not-reported', what: ['code scanning'] });
  });

  it('of code scanning are those that were open in the commit, not in what came after', async () => {
    repository.codeScanning = {
      analyses: [
        { commit: 'after', at: '2026-11-02T15:00:00Z' },
        { commit: 'head', at: '2026-11-02T11:00:00Z' },
      ],
      alerts: [
        { severity: 'critical', createdAt: '2026-11-01T11:00:00Z' },
        { severity: null, rule: 'error', createdAt: '2026-11-02T11:00:05Z' },
        { severity: 'medium', createdAt: '2026-11-01T11:00:00Z', fixedAt: '2026-11-02T15:00:05Z' },
        { severity: 'high', createdAt: '2026-11-01T11:00:00Z', fixedAt: '2026-11-02T11:00:05Z' },
        { severity: 'high', createdAt: '2026-11-02T15:00:05Z' },
      ],
    };
    expect(await open()('static-analysis')).toEqual(
      measured({ findings: { critical: 1, high: 1, medium: 1, low: 0 } }),
    );
  });

  it('of secrets are those that are open, whatever commit goes out', async () => {
    repository.secrets = 2;
    expect(await open()('secrets')).toEqual(measured({ found: 2 }));
  });

  it('that are switched off say so by name, and leave the others as they are', async () => {
    Object.assign(repository, { dependabot: null, codeScanning: null, secrets: null });
    const look = open();
    expect(await look('vulnerabilities')).toEqual({ because: 'not-enabled', what: 'Dependabot' });
    expect(await look('static-analysis')).toEqual({ because: 'not-enabled', what: 'code scanning' });
    expect(await look('secrets')).toEqual({ because: 'not-enabled', what: 'secret scanning' });
    repository.secrets = 0;
    expect(await look('secrets')).toEqual(measured({ found: 0 }));
  });

  it('that cannot be read because the quota is used up are trouble, not switched off', async () => {
    repository.isOutOfQuota = true;
    expect(await open()('secrets')).toEqual({
      because: 'trouble',
      what: 'the rate limit of GitHub is used up',
    });
  });
});
