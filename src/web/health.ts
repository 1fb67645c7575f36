import { answerJson, type Route } from './route.ts';

/** One thing the process depends on. */
export interface HealthPart {
  name: string;
  /** Without it the process still does its work, only less well: it is named, and requests keep coming. */
  isOptional?: boolean;
  /** A sentence when it is not well, else null. May throw. */
  problem(): Promise<string | null> | string | null;
}

export interface Health {
  routes: Route[];
  /** From now on it is not ready, whatever the parts say. */
  stopping(): void;
}

const DEADLINE_MS = 2_000;

/** `/healthz`: the process is alive. `/readyz`: every part that is needed is well, else 503; either way it names those that are not. */
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
          const looked = await Promise.all(parts.map(async part => ({ part, problem: await look(part) })));
          const ready = !isStopping && looked.every(({ part, problem }) => !problem || part.isOptional);
          const told = looked.map(({ part, problem }) => [part.name, problem ?? 'ok']);
          if (isStopping) told.push(['process', 'is stopping']);
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
