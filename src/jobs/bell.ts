import type { Bell } from '../engine/bell.ts';
import type { RungTask } from '../store/tasks.ts';
import type { Queues } from './queues.ts';

export interface QueueBell extends Bell {
  /** Also tells the workers of this very process of urgent tasks, without the way through the queue. */
  nearby(attend: (task: RungTask) => void): void;
}

/** Rings through the queues: rollback in its own, everything else in the other. */
export function queueBell(queues: Pick<Queues, 'add'>): QueueBell {
  let near: (task: RungTask) => void = () => {};
  return {
    ring(tasks) {
      const urgent = tasks.filter(task => task.urgent);
      for (const task of urgent) near(task);
      queues.add('rollback', urgent);
      queues.add(
        'tasks',
        tasks.filter(task => !task.urgent),
      );
    },
    nearby(attend) {
      near = attend;
    },
  };
}
