import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readOutput } from '../../src/store/outputs.ts';
import { anOperation, ended } from '../providers/deploys/conformance.ts';
import { type GitHubRig, openGitHubRig } from '../providers/deploys/github-rig.ts';
import { page, soon } from '../providers/local-server.ts';
import { allGo, approved, deployedBy, OWNER, planned, rolledBackBy, started } from '../support/builders.ts';
import { onEveryStore } from '../support/database.ts';
import type { Step } from '../support/given.ts';
import { type Crew, crewOn } from './crew.ts';
import { memoryTarget } from './memory-target.ts';

const DISPATCH = /^POST .*\/dispatches$/;

/** As the policy compiles it for this target: of a workflow nobody knows whether running it twice does harm. */
const notRepeatable = (step: Step): Step => {
  if (!('type' in step) || step.type !== 'PlanRelease') throw new Error('it plans nothing');
  const { runbook, ...agreement } = step.agreement;
  const steps = runbook.steps.map(one => ({ ...one, idempotent: false }));
  return { ...step, agreement: { ...agreement, runbook: { ...runbook, steps } } };
};

/** A release carried out by workflows at GitHub, from its start to its end, by the workers themselves. */
onEveryStore(store => {
  let rig: GitHubRig;
  let crew: Crew;
  beforeEach(async () => {
    rig = await openGitHubRig({ timeouts: { runVisibleAfterMs: 300 } });
    crew = crewOn(store.db, 'crew', { ...memoryTarget(), target: rig.target });
    const before = anOperation({ kind: 'restore', version: '1.3.0', against: null, fence: 0 });
    await rig.target.start(before, soon());
    await ended(rig.target, before);
    await crew.given([
      notRepeatable(planned('minor', 'production', { strategy: 'all-at-once' })),
      approved,
      allGo,
      deployedBy(OWNER),
      started(),
    ]);
  });
  afterEach(async () => {
    crew.close();
    await rig.close();
  });

  const reaches = (...statuses: string[]) =>
    crew.turns(async () => statuses.includes((await crew.release()).status), { most: 400, skipMs: 250 });
  const sent = () => rig.github.runs.map(({ inputs }) => `${inputs.kind} ${inputs.version}`);

  describe('a release by GitHub Actions', () => {
    it('is carried out by one run for each step, and its log is kept', async () => {
      await reaches('completed');
      expect(sent()).toEqual(['restore 1.3.0', 'install 1.4.0', 'shift 1.4.0']);
      expect(await rig.target.read(soon())).toMatchObject({ version: '1.4.0' });
      const install = rig.github.runs.at(-2)?.inputs.deploy_id ?? '';
      const kept = await readOutput(store.db, install);
      expect(kept.map(({ text }) => text).join('')).toContain('installing 1.4.0\n');
    });

    it('goes on with the run that a dispatch answered 502 has begun', async () => {
      rig.github.faults.push({ name: DISPATCH, effect: true, answer: response => page(response, 502) });
      await reaches('completed');
      expect(sent()).toEqual(['restore 1.3.0', 'install 1.4.0', 'shift 1.4.0']);
    });

    it('asks people when nobody can tell whether a run began, and begins no other', async () => {
      rig.github.faults.push({ name: DISPATCH, effect: false, answer: response => page(response, 502) });
      await crew.turns(async () => (await crew.eventsOf()).includes('StepUnclear'), {
        most: 400,
        skipMs: 100,
      });
      expect(sent()).toEqual(['restore 1.3.0']);
      expect(rig.github.asked.filter(({ name }) => DISPATCH.test(name))).toHaveLength(2);
    });

    it('that fails on a changed target is taken back by a run of its own', async () => {
      rig.github.options.concludes = ({ kind }) => (kind === 'shift' ? 'failure' : 'success');
      await reaches('rolled-back', 'rolling-back');
      rig.github.options.concludes = () => 'success';
      await reaches('rolled-back');
      expect(sent().at(-1)).toBe('restore 1.3.0');
      expect(await rig.target.read(soon())).toEqual({ version: '1.3.0', shares: { '1.3.0': 100 } });
    });

    it('that is taken back in the middle of a run cancels it and restores', async () => {
      rig.github.options.concludes = ({ kind }) => (kind === 'install' ? null : 'success');
      await crew.turns(() => rig.github.runs.at(-1)?.status === 'in_progress', { most: 400, skipMs: 100 });
      await crew.given(rolledBackBy(OWNER));
      await reaches('rolled-back');
      const install = rig.github.runs.find(({ inputs }) => inputs.kind === 'install');
      expect([install?.conclusion, sent().at(-1)]).toEqual(['cancelled', 'restore 1.3.0']);
    });
  });
});
