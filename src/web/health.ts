import { answerJson, type Route } from './route.ts';

/** One thing the process depends on. */
export interface HealthPart {
  name: string;
  /** A sentence when it is not well, else null. May throw. */
  problem(): Promise<string | null> | string | null;
}

export interface Health {
  routes: Route[];
  /** From now on it is not ready, whatever the parts say. */
  stopping(): void;
}

const DEADLINE_MS = 2_000;

/** `/healthz`: the process is alive. `/readyz`: every part is well; 503 names those that are not. */
export function openHealth(parts: readonly HealthPart[]): Health {
  let isStopping = false;
  return {
    stopping() {
      isStopping = true;
    },
    routes: [
      {
        path: '/healthz',
        method: 'GET',
        answer: async (_request, response) => answerJson(response, 200, { alive: true }),
      },
      {
        path: '/readyz',
        method: 'GET',
        async answer(_request, response) {
          const looked = await Promise.all(parts.map(async part => [part.name, await look(part)] as const));
          const all = Object.fromEntries(isStopping ? [...looked, ['process', 'is stopping']] : looked);
          const ready = Object.values(all).every(problem => problem === null);
          const told = Object.entries(all).map(([name, problem]) => [name, problem ?? 'ok']);
          answerJson(response, ready ? 200 : 503, { ready, parts: Object.fromEntries(told) });
        },
      },
    ],
  };
}

async function look(part: HealthPart): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>(resolve => {
    timer = setTimeout(resolve, DEADLINE_MS, `did not answer within ${DEADLINE_MS} ms`);
  });
  try {
    return await Promise.race([part.problem(), late]);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    clearTimeout(timer);
  }
}
