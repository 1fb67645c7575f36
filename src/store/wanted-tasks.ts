import type { Instant, ReleaseId } from '../release/terms.ts';
import type { Queryable } from './database.ts';
import { inOneStatement, type Part } from './one-statement.ts';

export interface WantedTask {
  task: string;
  dueAt: Instant;
  urgent: boolean;
  /** When the task is there already it keeps its own due time: for tasks that move it along themselves. */
  keepDue?: boolean;
}

/**
 * Makes `tasks` all there is for the release. What survives keeps its lease and failures, the rest vanishes. A task that
 * stays as it is and is in nobody's hands is not written.
 */
export function replacingTasks(releaseId: ReleaseId, tasks: readonly WantedTask[]): Part[] {
  const gone: Part = {
    sql: `gone as (
       delete from app.tasks where release_id = $1::text and task <> all ($2::text[]) and exists (select from first)
     )`,
    params: [releaseId, tasks.map(({ task }) => task)],
  };
  const kept = tasks.filter(({ keepDue }) => keepDue);
  const moved = tasks.filter(({ keepDue }) => !keepDue);
  return [
    gone,
    ...(kept.length > 0 ? [insertingTasks('kept', releaseId, kept, HOLD)] : []),
    ...(moved.length > 0 ? [insertingTasks('moved', releaseId, moved, MOVE)] : []),
  ];
}

/** Nobody may claim it on what was before. */
const HOLD = 'update set asked = old.asked where false';

const MOVE = `update set
         due_at = excluded.due_at,
         urgent = excluded.urgent,
         asked = old.asked + 1,
         rung_at = case when old.due_at = excluded.due_at then old.rung_at end
       where old.holder is not null or old.due_at <> excluded.due_at or old.urgent <> excluded.urgent`;

const insertingTasks = (
  name: string,
  releaseId: ReleaseId,
  tasks: readonly WantedTask[],
  whenThere: string,
): Part => ({
  sql: `${name} as (
       insert into app.tasks as old (release_id, task, due_at, urgent)
       select $1::text, task, due_at, urgent
       from unnest($2::text[], $3::bigint[], $4::boolean[]) as new (task, due_at, urgent)
       where exists (select from first)
       on conflict (release_id, task) do ${whenThere}
     )`,
  params: [
    releaseId,
    tasks.map(({ task }) => task),
    tasks.map(({ dueAt }) => dueAt),
    tasks.map(({ urgent }) => urgent),
  ],
});

export const replaceTasks = (
  tx: Queryable,
  releaseId: ReleaseId,
  tasks: readonly WantedTask[],
): Promise<void> => inOneStatement(tx.query, replacingTasks(releaseId, tasks));

/** Adds one task, or makes it due at `dueAt` if it is due later than that; the others stay as they are. */
export const addTask = (tx: Queryable, releaseId: ReleaseId, task: WantedTask): Promise<void> =>
  inOneStatement(tx.query, [addingTask([releaseId], task)]);

/** The same for several releases; the order of their rows is always the same, or two appends could wait for each other. */
export const addingTask = (releaseIds: readonly ReleaseId[], { task, dueAt, urgent }: WantedTask): Part => ({
  sql: `added as (
       insert into app.tasks as old (release_id, task, due_at, urgent)
       select id, $2::text, $3::bigint, $4::boolean from unnest($1::text[]) as new (id)
       where exists (select from first) order by id collate "C"
       on conflict (release_id, task) do update set
         due_at = least(old.due_at, excluded.due_at),
         urgent = old.urgent or excluded.urgent,
         asked = old.asked + 1,
         rung_at = case when old.due_at <= excluded.due_at then old.rung_at end
     )`,
  params: [releaseIds, task, dueAt, urgent],
});
