import type { Carrier, DatabaseRollback, NamedAction, Stage, Step, Undo } from '../release/runbook.ts';
import { actionsOf } from './capabilities.ts';
import type { OwnStep } from './own-steps.ts';
import type { ServedEnvironment } from './release-policy.ts';

/** Who carries an action of that name out: the environment's target where it can, else its second one. */
const carrierOf = (action: string, { target }: ServedEnvironment): Carrier =>
  actionsOf(target).includes(action) ? 'target' : 'actions';

/** The policy's own steps of a stage; one that an action verifies is followed by a step that does so. */
export const ownSteps = (stage: Stage, served: ServedEnvironment): Step[] =>
  (served.runbook?.[stage] ?? []).flatMap(own => compiled(own, stage, served));

/** The id of the step that finds out whether another has worked. */
export const verifierOf = (id: string): string => `${id}-verified`;

function compiled(own: OwnStep, stage: Stage, served: ServedEnvironment): Step[] {
  const { id, does, owner, timeoutMs, retries, verify, idempotent } = own;
  const rules = { stage, owner, timeoutMs, retries };
  const named = (action: string): NamedAction => ({
    action,
    on: carrierOf(action, served),
    ...handed(own, action, served),
  });
  const step: Step = {
    ...rules,
    id,
    title: does,
    action: { kind: 'run', ...named(own.action), undo: undoOf(own, named) },
    verifiedBy: verify.how,
    undoneBy: own.undo.how ?? own.undo.needless ?? null,
    idempotent,
  };
  if (verify.action === undefined) return [step];
  const verifier: Step = {
    ...rules,
    id: verifierOf(id),
    title: `Verify: ${verify.how}`,
    action: { kind: 'run', ...named(verify.action), undo: { is: 'needless' } },
    verifiedBy: 'The action succeeds.',
    undoneBy: 'It changes nothing.',
    idempotent: true,
  };
  return [step, verifier];
}

function undoOf({ undo }: OwnStep, named: (action: string) => NamedAction): Undo {
  if (undo.impossible !== undefined) return { is: 'impossible', because: undo.impossible };
  return undo.action === undefined ? { is: 'needless' } : { is: 'action', ...named(undo.action) };
}

/** Whatever makes a backup is told how long to keep it (R-BACK-4: 7 days unless the policy says otherwise). */
function handed(own: OwnStep, action: string, { database }: ServedEnvironment): Pick<NamedAction, 'with'> {
  const keeps = database !== undefined && action === database.backup;
  const all = { ...(keeps && { keepDays: String(database.keepDays) }), ...own.with };
  return Object.keys(all).length > 0 ? { with: all } : {};
}

/** The actions of a rollback that takes the data back too. */
export function databaseRollback(served: ServedEnvironment): DatabaseRollback | undefined {
  const { database } = served;
  if (!database) return undefined;
  const named = (action: string): NamedAction => ({ action, on: carrierOf(action, served) });
  return {
    pauseWrites: named(database.pauseWrites),
    backup: { ...named(database.backup), with: { keepDays: String(database.keepDays) } },
    restore: named(database.restore),
    verify: named(database.verify),
    resumeWrites: named(database.resumeWrites),
    timeoutMs: database.timeoutMs,
  };
}

/** The action that stops a version that was kept to switch back to, where the policy has one. */
const RETIRE = 'retire';

export function retiring(served: ServedEnvironment): NamedAction | null {
  const { target, actions } = served;
  const known = [...actionsOf(target), ...(actions ? actionsOf(actions) : [])];
  return known.includes(RETIRE) ? { action: RETIRE, on: carrierOf(RETIRE, served) } : null;
}
