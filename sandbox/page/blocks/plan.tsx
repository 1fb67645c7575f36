import type { Block } from '../elements/element.ts';
import { withEmoji } from '../mrkdwn/emoji.ts';
import { Link } from '../mrkdwn/mrkdwn.tsx';
import { isSafe } from '../mrkdwn/parse-mrkdwn.ts';
import { type RichNode, RichText } from './rich-text.tsx';

interface Task {
  task_id: string;
  title: string;
  status?: 'pending' | 'in_progress' | 'complete' | 'error';
  details?: RichNode;
  output?: RichNode;
  sources?: { url: string; text: string }[];
}

const STATUS = {
  pending: { mark: '○', word: 'waiting' },
  in_progress: { mark: '◐', word: 'in progress' },
  complete: { mark: '✓', word: 'done' },
  error: { mark: '✕', word: 'failed' },
};

/** A plan with its tasks, or a single task. */
export function Plan({ block }: { block: Block }) {
  const { title, tasks } = block as Block & { title: string; tasks?: Task[] };
  if (block.type === 'task_card') return <TaskLine task={block as unknown as Task} />;
  return (
    <div className="plan">
      <h4>{withEmoji(title)}</h4>
      {(tasks ?? []).map(task => (
        <TaskLine key={task.task_id} task={task} />
      ))}
    </div>
  );
}

function TaskLine({ task }: { task: Task }) {
  const status = task.status ?? 'pending';
  const { mark, word } = STATUS[status];
  return (
    <div className={`task task-${status}`}>
      <span className="task-mark" role="img" aria-label={word}>
        {mark}
      </span>
      <div>
        <div className="task-title">{withEmoji(task.title)}</div>
        {task.details && <RichText node={task.details} />}
        {task.output && <RichText node={task.output} />}
        {task.sources?.map(
          ({ url, text }) =>
            isSafe(url) && (
              <Link key={url} href={url}>
                {text}
              </Link>
            ),
        )}
      </div>
    </div>
  );
}
