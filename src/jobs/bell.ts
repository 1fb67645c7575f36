import type { Bell } from '../engine/bell.ts';
import type { RungTask } from '../store/tasks.ts';
import type { Queues } from './queues.ts';

/** Rings through the queues: rollback in its own, everything else in the other. */
export function queueBell(queues: Pick<Queues, 'add'>): Bell {
  return {
    ring(tasks: readonly RungTask[]) {
      queues.add(
        'rollback',
        tasks.filter(task => task.urgent),
      );
      queues.add(
        'tasks',
        tasks.filter(task => !task.urgent),
      );
    },
  };
}
