import { openWorkspace } from '../../sandbox/workspace/open-workspace.ts';

/*
 * The workspace with Slack's rate limits, in a process of its own. Prints its port, and answers every message with the calls
 * so far.
 */

/** A call as it is judged: what it was, when it came and whether it was refused for its rate. */
export interface Call {
  method: string;
  atMs: number;
  refused: boolean;
  /** Of a notice: which. */
  id: string | null;
}

const channels = Array.from({ length: 25 }, (_, index) => ({
  id: `C9${String(index).padStart(8, '0')}`,
  name: `releases-${index}`,
  topic: '',
  members: ['ana'],
  app: true,
}));
const workspace = await openWorkspace({ channels });
console.log(new URL(workspace.apiUrl).port);

process.on('message', () => {
  const calls = workspace.calls().map(({ method, atMs, args, answer }): Call => {
    const said = answer as { ok?: boolean; error?: string };
    const { metadata } = args as {
      metadata?: string | { event_type?: string; event_payload?: { id?: string } };
    };
    const mark = typeof metadata === 'string' ? JSON.parse(metadata) : metadata;
    return {
      method,
      atMs,
      refused: said.ok === false && said.error === 'ratelimited',
      id: said.ok && mark?.event_type === 'tminus_notice' ? (mark.event_payload?.id ?? null) : null,
    };
  });
  process.send?.(calls);
});
