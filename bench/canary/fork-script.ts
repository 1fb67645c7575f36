import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

/** A script beside this one that is told things and answers each with one message. */
export interface Script {
  tell<Answer>(order: object): Promise<Answer>;
  stop(): Promise<void>;
}

export function forkScript(name: string): Script {
  const child: ChildProcess = fork(join(import.meta.dirname, name), {
    execArgv: ['--import', loader],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${name} ended with ${code}`);
  });
  ended.catch(() => {});
  let before: Promise<unknown> = Promise.resolve();
  return {
    async tell<Answer>(order: object) {
      const mine = before.then(async () => {
        child.send(order);
        const [answer] = await Promise.race([once(child, 'message'), ended]);
        return answer as Answer;
      });
      before = mine.catch(() => {});
      return await mine;
    },
    async stop() {
      child.kill('SIGKILL');
      await ended.catch(() => {});
    },
  };
}
