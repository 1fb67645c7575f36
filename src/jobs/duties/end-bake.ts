import { evidenceOf } from '../../release/evidence.ts';
import { currentStep } from '../../release/rollout.ts';
import { samplesSince } from '../../store/samples.ts';
import type { Duty } from '../duty.ts';

/** The bake of a phase is over: what was seen in it decides how it goes on. */
export const endBake: Duty = async ({ releaseId, task }, { engine, db, tell }) => {
  const release = await engine.load(releaseId);
  const current = release && currentStep(release);
  if (!release || current?.state.is !== 'baking' || task !== `end-bake/${current.step.id}`) return undefined;
  const { step, state } = current;
  const samples = await samplesSince(db, releaseId, state.since);
  const ofPhase = samples.filter(sample => sample.step === step.id);
  const isFirst = release.runbook.steps.find(({ action }) => action.kind === 'shift')?.id === step.id;
  const evidence = evidenceOf(release.terms.watch, ofPhase, await db.now(), isFirst);
  await tell({ type: 'EndBake', step: step.id, evidence });
  return undefined;
};
