import { expect } from 'vitest';
import type { Release } from '../../src/release/state.ts';
import type { FrontDesk } from './front-desk.ts';

/** Development needs nobody, so a release there is starting at once; `changed` installs it. */
export async function out(desk: FrontDesk, more: object = {}): Promise<Release> {
  const { id } = await desk.plans({ environment: 'development', ...more });
  return goesOut(desk, id);
}

export async function goesOut(desk: FrontDesk, id: string): Promise<Release> {
  const { engine } = desk;
  const { digest, plan, approvals } = await desk.load(id);
  const groups = Object.fromEntries(approvals.given.map(({ by, groups: held }) => [by, held]));
  const facts = { running: plan.running, commit: null, digest, groups };
  await engine.work(id, { type: 'StartDeploy', facts });
  await finishes(desk, id, 'check');
  await begins(desk, id, 'install');
  return desk.load(id);
}

export const begins = (desk: FrontDesk, id: string, step: string) =>
  desk.engine.work(id, { type: 'BeginStep', step });

export async function finishes(desk: FrontDesk, id: string, step: string): Promise<void> {
  await begins(desk, id, step);
  await desk.engine.work(id, { type: 'FinishStep', step, operation: `${id}.${step}.1`, note: '' });
}

export const completed = async (desk: FrontDesk, more: object = {}) => completes(desk, await out(desk, more));

async function completes(desk: FrontDesk, { id, runbook }: Release): Promise<Release> {
  await desk.engine.work(id, { type: 'FinishStep', step: 'install', operation: `${id}.install.1`, note: '' });
  for (const { id: step } of runbook.steps.slice(2)) await finishes(desk, id, step);
  const release = await desk.load(id);
  expect(release.status).toBe('completed');
  return release;
}

export async function approvedInStaging(desk: FrontDesk): Promise<Release> {
  const { id, digest } = await desk.plans({ environment: 'staging' });
  for (const [handle, groups] of [
    ['farah', ['architecture_team', 'tech_leads']],
    ['lena', ['qa']],
  ] as const) {
    await desk.engine.work(id, { type: 'Approve', by: desk.personId(handle), groups: [...groups], digest });
  }
  return goesOut(desk, id);
}

/** Completed in staging, where it is watched for a while longer. */
export async function watchedInStaging(desk: FrontDesk): Promise<Release> {
  const release = await approvedInStaging(desk);
  const { id, runbook } = release;
  await desk.engine.work(id, { type: 'FinishStep', step: 'install', operation: `${id}.install.1`, note: '' });
  for (const { id: step } of runbook.steps.slice(2)) {
    await finishes(desk, id, step);
    if (step.startsWith('traffic')) await bakes(desk, id, step);
  }
  return desk.load(id);
}

async function bakes(desk: FrontDesk, id: string, step: string): Promise<void> {
  desk.engine.now += 60_000;
  const measured = { errorPercent: 0, baselineErrorPercent: 0, p95: 0.1, baselineP95: 0.1 };
  const evidence = { verdict: 'pass', requests: 500, ...measured } as const;
  await desk.engine.work(id, { type: 'EndBake', step, evidence });
}

/** A minor to production with all its approvals: the poll is open. */
export async function polling(desk: FrontDesk): Promise<Release> {
  const { id, digest } = await desk.plans();
  for (const [handle, groups] of [
    ['elif', ['security_team']],
    ['hana', ['cto']],
    ['ben', ['tech_leads']],
  ] as const) {
    await desk.engine.work(id, { type: 'Approve', by: desk.personId(handle), groups: [...groups], digest });
  }
  return desk.load(id);
}

/** In the middle of the first bake. */
export async function baking(desk: FrontDesk): Promise<Release> {
  const { id } = await approvedInStaging(desk);
  await desk.engine.work(id, { type: 'FinishStep', step: 'install', operation: `${id}.install.1`, note: '' });
  await finishes(desk, id, 'traffic-5');
  return desk.load(id);
}

/** The install failed before anything was changed that could be rolled back. */
export async function failed(desk: FrontDesk): Promise<Release> {
  const { id } = await desk.plans({ environment: 'development' });
  const { digest } = await desk.load(id);
  const facts = { running: '1.3.2', commit: null, digest, groups: {} };
  await desk.engine.work(id, { type: 'StartDeploy', facts });
  for (const attempt of [1, 2, 3]) {
    await begins(desk, id, 'check');
    const operation = `${id}.check.${attempt}`;
    await desk.engine.work(id, { type: 'BreakStep', step: 'check', operation, why: 'no answer' });
  }
  return desk.load(id);
}
