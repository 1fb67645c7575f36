import { describe, expect, it } from 'vitest';
import { agree, digestOf } from '../../src/policy/agreement.ts';
import { ceremonyOf } from '../../src/policy/ceremony.ts';
import { loadPolicy } from '../../src/policy/load-policy.ts';
import { presetTriggers } from '../../src/policy/trigger-presets.ts';
import { STAGES } from '../../src/release/runbook.ts';
import type { Environment, ReleaseType } from '../../src/release/terms.ts';
import { anAgreement, aPlan, SHIFTS, shipped, whole } from '../support/builders.ts';
import { servedBy } from '../support/eight-stages.ts';
import { policyFolder } from './policy-folder.ts';

const CANNOT_SHIFT = { shift: false, granularityPercent: 100, run: false };
const ids = (agreement: ReturnType<typeof anAgreement>) => agreement.runbook.steps.map(({ id }) => id);

describe('a runbook', () => {
  it('checks, installs, shifts in the phases of the strategy, and verifies', () => {
    expect(ids(anAgreement())).toEqual([
      'check',
      'install',
      'traffic-5',
      'traffic-25',
      'traffic-50',
      'traffic-100',
      'verify',
    ]);
  });
  it('of blue-green installs, switches with a bake, and verifies', () => {
    const { runbook } = anAgreement({ strategy: 'blue-green' });
    expect(runbook.steps.map(({ id }) => id)).toEqual(['check', 'install', 'traffic-100', 'verify']);
    expect(runbook.steps[2]?.action).toEqual({
      kind: 'shift',
      percent: 100,
      bakeMs: 15 * 60_000,
      with: { keepOldMinutes: '1440' },
    });
  });
  it('of blue-green keeps the old version for 24 h, and stops it then where the policy has an action for it', () => {
    expect(anAgreement({ strategy: 'blue-green' }).runbook.keepOld).toEqual({
      ms: 24 * 3_600_000,
      retire: null,
    });
    const target = {
      kind: 'http',
      url: 'https://deploy.example.com',
      token: `\${DEPLOY_TOKEN}`,
      actions: ['retire'],
    };
    const { runbook } = anAgreement({ strategy: 'blue-green' }, servedBy({ strategy: 'canary', target }));
    expect(runbook.keepOld?.retire).toEqual({ action: 'retire', on: 'target' });
  });
  it('of hybrid notes that the preparation begins 2 h before the start', () => {
    expect(anAgreement({ strategy: 'hybrid' }).runbook.preparationMs).toBe(2 * 3_600_000);
    expect(anAgreement().runbook).not.toHaveProperty('preparationMs');
  });
  it('of rolling tells a target that replaces in place how many at once', () => {
    const { steps } = anAgreement({ strategy: 'rolling' }, shipped, CANNOT_SHIFT).runbook;
    expect(steps.map(({ id }) => id)).toEqual(['check', 'install', 'verify']);
    expect(steps[1]?.action).toEqual({ kind: 'install', with: { maxUnavailable: '1', maxSurge: '1' } });
    expect(anAgreement({ strategy: 'rolling' }).runbook.steps[1]?.action).toEqual({ kind: 'install' });
  });
  it('takes the strategy of the environment where none is asked for', () => {
    expect(anAgreement({ environment: 'staging' }).runbook.strategy).toBe('all-at-once');
    expect(anAgreement({ environment: 'production' }).runbook.strategy).toBe('canary');
  });
  it('for a target that cannot shift moves the traffic with the install', () => {
    const agreement = anAgreement({ strategy: 'all-at-once' }, shipped, CANNOT_SHIFT);
    expect(ids(agreement)).toEqual(['check', 'install', 'verify']);
    expect(agreement.runbook.shifts).toBe(false);
    expect(agreement.runbook.steps[1]?.title).toBe('Install 1.4.0, which takes over the traffic');
  });
  it('leaves no stage out: those without a step say why', () => {
    const { steps, notApplicable } = anAgreement().runbook;
    const named = [...steps.map(({ stage }) => stage), ...notApplicable.map(({ stage }) => stage)];
    expect(new Set(named)).toEqual(new Set(STAGES));
    expect(notApplicable.find(({ stage }) => stage === 'database')?.because).toBe(
      'checkout migrates its database when it starts',
    );
  });
  it('says of every step who answers, how long it may take, and how it is verified and undone', () => {
    const install = anAgreement().runbook.steps[1];
    expect(install).toMatchObject({
      owner: 'operations',
      timeoutMs: 600_000,
      retries: 1,
      verifiedBy: 'The target reports that the operation succeeded.',
      undoneBy: '1.3.0 is restored and 1.4.0 is stopped.',
    });
  });
  it('is repeated after an unknown outcome only where that does no harm', async () => {
    const shell =
      'kind: shell\n          commands: { install: [./i], shift: [./s], restore: [./r], read: [./v] }\n        unused:';
    await using folder = await policyFolder();
    await folder.edit(
      'release.yml',
      /target: &endpoint[\s\S]*?granularityPercent: 1/,
      `target: &endpoint\n          ${shell}`,
    );
    await folder.edit('release.yml', /\n {8}unused:/, '');
    const scripted = anAgreement({}, await loadPolicy(folder.path));
    const repeatable = ({ runbook }: typeof scripted) =>
      runbook.steps.filter(({ idempotent }) => idempotent).map(({ id }) => id);
    expect(repeatable(scripted)).toEqual(['check', 'verify']);
    expect(repeatable(anAgreement())).toHaveLength(7);
  });
});

describe('a strategy', () => {
  it('that nobody knows is refused with those there are', () => {
    expect(agree(shipped, { ...aPlan(), strategy: 'canari' }, SHIFTS)).toMatchObject({
      refusal: 'strategy-unknown',
      found: 'canari',
      known: expect.arrayContaining(['canary']),
    });
  });
  it.each(['canary', 'hybrid', 'blue-green'])('%s is refused where a target cannot shift', strategy => {
    expect(agree(shipped, { ...aPlan(), strategy }, CANNOT_SHIFT)).toMatchObject({
      refusal: 'strategy-not-served',
      strategy,
    });
  });
  it('with finer shares than the target can make is refused', () => {
    const coarse = { shift: true, granularityPercent: 10, run: false };
    expect(agree(shipped, aPlan(), coarse)).toMatchObject({
      refusal: 'strategy-not-served',
      needs: 'a share of 5%, and the target shifts in steps of 10%',
    });
    expect(agree(shipped, { ...aPlan(), strategy: 'canary-short' }, coarse)).toHaveProperty('digest');
  });
  it('blue-green is served by a target that can only switch', () => {
    const onlySwitch = { shift: true, granularityPercent: 100, run: false };
    expect(agree(shipped, { ...aPlan(), strategy: 'blue-green' }, onlySwitch)).toHaveProperty('digest');
  });
});

describe('a plan that cannot be agreed on', () => {
  it('for an unknown service names the known ones', () => {
    expect(agree(shipped, aPlan({ service: 'chekout' }), SHIFTS)).toEqual({
      refusal: 'service-unknown',
      found: 'chekout',
      known: ['checkout'],
    });
  });
  it('for an environment the service does not have names those it has', () => {
    expect(agree(shipped, aPlan({ environment: 'testing' }), SHIFTS)).toEqual({
      refusal: 'environment-not-served',
      service: 'checkout',
      environment: 'testing',
      known: ['staging', 'production'],
    });
  });
});

describe('the digest that approvals bind to', () => {
  const { digest } = anAgreement();
  it('is the same for the same agreement', () => {
    expect(anAgreement().digest).toBe(digest);
  });
  it.each([
    ['version', { version: '1.4.1' }],
    ['commit', { commit: 'beef002' }],
    ['environment', { environment: 'staging', strategy: 'canary' }],
    ['strategy', { strategy: 'rolling' }],
    ['goal', { goal: 'Something else' }],
    ['owner', { owner: 'U9' }],
  ] as const)('is another for another %s', (_, changes) => {
    expect(anAgreement(changes).digest).not.toBe(digest);
  });
  it('is the same in another channel', () => {
    expect(anAgreement({ channel: 'C9OTHER00' }).digest).toBe(digest);
  });
  it('is another under another policy', async () => {
    await using folder = await policyFolder();
    await folder.edit('approvals.yml', 'required: 3', 'required: 2');
    expect(anAgreement({}, await loadPolicy(folder.path)).digest).not.toBe(digest);
  });
  it('can be made again with the commit behind the tag now', () => {
    const agreement = anAgreement();
    expect(digestOf(agreement)).toBe(digest);
    const moved = { ...agreement, plan: { ...agreement.plan, commit: 'beef002' } };
    expect(digestOf(moved)).toBe(anAgreement({ commit: 'beef002' }).digest);
  });
});

describe('the digest of the policy', () => {
  const edited = async (file: string, from: string | RegExp, to: string) => {
    await using folder = await policyFolder();
    await folder.edit(file, from, to);
    return (await loadPolicy(folder.path)).digest;
  };
  it('does not change with addresses and credentials', async () => {
    expect(await edited('release.yml', `\${DEPLOY_URL}`, 'https://deploy.example.com')).toBe(whole.digest);
    expect(await edited('release.yml', `\${DEPLOY_TOKEN}`, `\${OTHER_TOKEN}`)).toBe(whole.digest);
    expect(await edited('monitoring.yml', `\${PROMETHEUS_URL}`, 'http://other')).toBe(whole.digest);
  });
  it('does not change with comments and order', async () => {
    expect(await edited('approvals.yml', /^# Who has a say.*$/m, '# Other words')).toBe(whole.digest);
  });
  it('changes with everything else', async () => {
    expect(await edited('release.yml', '10 % for 5 min', '10 % for 6 min')).not.toBe(whole.digest);
    expect(await edited('security.yml', 'allowUpTo: medium', 'allowUpTo: low')).not.toBe(whole.digest);
    expect(await edited('monitoring.yml', 'abovePercent: 10', 'abovePercent: 9')).not.toBe(whole.digest);
  });
});

describe('ceremony fits the risk', () => {
  it('production minor and major have a modal, a poll and a Deploy button', () => {
    for (const type of ['minor', 'major'] as const)
      expect(ceremonyOf(shipped, 'production', type)).toMatchObject({
        modal: true,
        requires: ['goal', 'communication', 'window'],
        poll: true,
        deploy: 'button',
        confirmApproval: true,
        pages: true,
      });
  });
  it('a patch and a hotfix to production need only a goal, and no poll', () => {
    for (const type of ['patch', 'hotfix'] as const)
      expect(ceremonyOf(shipped, 'production', type)).toMatchObject({ requires: ['goal'], poll: false });
  });
  it.each(['development', 'testing'] as const)('%s skips modal and poll, and pages nobody', environment => {
    expect(ceremonyOf(shipped, environment, 'major')).toMatchObject({
      modal: false,
      requires: [],
      poll: false,
      deploy: 'automatic',
      pages: false,
    });
  });
});

describe('the war room', () => {
  const roomOf = (environment: Environment, type: ReleaseType) => {
    const agreement = agree(shipped, { ...aPlan({ environment, type }), strategy: null }, SHIFTS);
    return 'terms' in agreement ? agreement.terms.room : agreement;
  };

  it('is a channel of its own where a minor or major goes to production, with the groups of the Go/No-Go roles', () => {
    for (const type of ['minor', 'major'] as const)
      expect(roomOf('production', type)).toMatchObject({
        is: 'own',
        private: false,
        invite: expect.arrayContaining(['operations', 'qa', 'product_owners']),
      });
  });
  it('is the release channel for less, and none in development and testing', () => {
    expect(roomOf('production', 'patch')).toEqual({ is: 'release-channel' });
    expect(roomOf('staging', 'minor')).toEqual({ is: 'release-channel' });
    expect(ceremonyOf(shipped, 'development', 'minor').warRoom).toBe('none');
    expect(ceremonyOf(shipped, 'testing', 'major').warRoom).toBe('none');
  });
});

describe('how a release is watched', () => {
  /** The shipped policy of a service that measures everything the presets look at. */
  const measuredPolicy = async () => {
    await using folder = await policyFolder();
    const figures = [
      'schema_validation_success',
      'memory_percent',
      'cpu_percent',
      'agent_failures',
      'workflow_errors',
      'workflow_phase_minutes',
    ];
    const listed = figures.map(name => `{ name: ${name}, query: up }`).join(', ');
    const more = `kind: prometheus\n        healthUrl: http://checkout/health\n        health: [{ name: reports, url: "http://checkout/reports", critical: false }]\n        figures: [${listed}]`;
    await folder.edit('monitoring.yml', 'kind: prometheus', more);
    return loadPolicy(folder.path);
  };
  const names = ({ terms }: ReturnType<typeof anAgreement>) =>
    terms.watch.triggers.map(({ name, severity, action }) => `${name}: ${severity}, ${action}`);
  const alerts = (actionOfCritical: string) => [
    `error rate above 5% over 5 min: critical, ${actionOfCritical}`,
    'error rate above 2% over 5 min: high, pause',
    'error rate above 1% over 5 min: medium, notify',
    `P95 above 3 s over 5 min: critical, ${actionOfCritical}`,
    'P95 above 2 s over 5 min: high, pause',
    'P95 above 1 s over 5 min: medium, notify',
  ];
  const health = [
    '3 failed health checks over 5 min: critical, rollback',
    '3 failed health checks that are not critical over 5 min: medium, notify',
  ];

  it('every 10 s, and for 24 h after', () => {
    const { watch } = anAgreement().terms;
    expect(watch).toMatchObject({ everyMs: 10_000, afterMs: 24 * 3_600_000, minRequests: 100 });
  });
  const restarts = [
    'a process of the new version began again over 5 min: medium, notify',
    'processes of the new version began again 3 times over 10 min: high, pause',
  ];

  it('by the default triggers, whose rollbacks take the place of the critical action of alerts', async () => {
    expect(names(anAgreement({}, await measuredPolicy()))).toEqual([
      ...health,
      ...restarts,
      'error rate above 10% over 10 min: critical, rollback',
      'P95 above 3 × the running version over 15 min: critical, rollback',
      'schema validation success below 80 over 20 min: critical, rollback',
      ...alerts('pause'),
    ]);
  });
  it('by stricter triggers with the hybrid strategy, and by alerts that have to hold for a while', async () => {
    expect(names(anAgreement({ strategy: 'hybrid' }, await measuredPolicy()))).toEqual([
      ...health,
      ...restarts,
      'error rate above 0.5% over 2 min: critical, rollback',
      'P95 above 1 s over 2 min: critical, rollback',
      'memory percent above 90 over 1 min: critical, rollback',
      'cpu percent above 85 over 1 min: critical, rollback',
      'agent failures above 5 over 1 min: critical, rollback',
      'workflow errors above 10 over 1 min: critical, rollback',
      'error rate above 0.5% over 2 min for 2 min: critical, pause',
      'agent failures above 5 over 1 min for 1 min: critical, pause',
      'memory percent above 90 over 1 min for 5 min: critical, pause',
      'P95 above 500 ms over 1 min for 3 min: medium, notify',
      'workflow phase minutes above 30 over 1 min for 5 min: medium, notify',
    ]);
  });
  it('without latency where HAProxy is the source, for it has no histogram', async () => {
    await using folder = await policyFolder();
    await folder.edit('monitoring.yml', 'triggers: default', 'success: hybrid');
    await folder.edit(
      'monitoring.yml',
      /kind: prometheus\n +url: \S+/,
      'kind: haproxy\n        urls: ["http://haproxy/metrics"]\n        backend: app\n        slots: [{ server: blue }, { server: green }]',
    );
    const { watch } = anAgreement({}, await loadPolicy(folder.path)).terms;
    const kinds = [...new Set(watch.triggers.map(({ condition }) => condition.kind))];
    expect(kinds).toEqual(['restarts', 'error-rate']);
    expect(watch.success?.map(({ measure }) => measure.kind)).toEqual(['error-rate', 'throughput']);
  });
  it('by its health alone where nothing else is known', async () => {
    await using folder = await policyFolder();
    await folder.edit(
      'monitoring.yml',
      /kind: prometheus\n +url: \S+/,
      'kind: health\n        healthUrl: http://checkout/health',
    );
    const { watch } = anAgreement({}, await loadPolicy(folder.path)).terms;
    expect(names({ ...anAgreement(), terms: { ...anAgreement().terms, watch } })).toEqual([health[0]]);
    expect(watch).toMatchObject({
      minRequests: 0,
      success: [{ when: 'phase', measure: { figure: 'uptime_percent' }, is: 'at-least', limit: 100 }],
    });
    expect(watch).not.toHaveProperty('comparison');
  });
  it('by the alerts alone where they are chosen: then critical rolls back', async () => {
    await using folder = await policyFolder();
    await folder.edit('monitoring.yml', 'triggers: default', 'triggers: alerts');
    expect(names(anAgreement({}, await loadPolicy(folder.path)))).toEqual([
      ...restarts,
      ...alerts('rollback'),
    ]);
  });
  it('by the presets as the shipped file repeats them', async () => {
    const { default: usual, hybrid } = presetTriggers();
    expect(shipped.monitoring.triggers).toMatchObject({ default: usual, hybrid });
  });
  it('only by triggers of figures and checks that are there', () => {
    expect(names(anAgreement())).toEqual([
      ...restarts,
      'error rate above 10% over 10 min: critical, rollback',
      'P95 above 3 × the running version over 15 min: critical, rollback',
      ...alerts('pause'),
    ]);
  });
  it('compared with the version beside it, in production with the triggers that ship', async () => {
    const usual = { alpha: 0.01, toleratedRatio: 1.25, slowerThanSeconds: 1, sloPercent: 1 };
    expect(anAgreement().terms.watch.comparison).toEqual(usual);
    expect(anAgreement({ strategy: 'hybrid' }).terms.watch.comparison).toEqual(usual);
    await using folder = await policyFolder();
    await folder.edit('monitoring.yml', 'triggers: default', 'comparison: false');
    expect(anAgreement({}, await loadPolicy(folder.path)).terms.watch).not.toHaveProperty('comparison');
  });
  it('compared with own triggers only when asked for', async () => {
    const own = 'triggers:\n  own: [{ when: error-rate, abovePercent: 3, over: 1 min, action: pause }]\n';
    await using folder = await policyFolder();
    await folder.edit('monitoring.yml', 'triggers:\n', own);
    await folder.edit('monitoring.yml', 'triggers: default', 'triggers: own');
    expect(anAgreement({}, await loadPolicy(folder.path)).terms.watch).not.toHaveProperty('comparison');
    const more = 'triggers: own\n      comparison: { allowedPercent: 5, slowerThan: 300 ms }';
    await folder.edit('monitoring.yml', 'triggers: own', more);
    expect(anAgreement({}, await loadPolicy(folder.path)).terms.watch.comparison).toMatchObject({
      sloPercent: 5,
      slowerThanSeconds: 0.3,
      toleratedRatio: 1.25,
    });
  });
  it('not at all where nothing is measured', () => {
    expect(anAgreement({ environment: 'staging' }).terms.watch).toMatchObject({ everyMs: 0, triggers: [] });
  });
});
