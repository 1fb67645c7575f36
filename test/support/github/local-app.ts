import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import type { Answers, Asked } from './local-github.ts';
import { notFound, unprocessable } from './local-github.ts';

/** A GitHub App that is installed in the repository, and the jobs that wait for its answer. */
export interface LocalApp {
  id: string;
  /** As GitHub gives it: PKCS#1. */
  privateKey: string;
  installation: number;
  /** Runs that wait at the App's rule. */
  waiting: Set<number>;
  answers: { run: number; environment: string; state: string | null; comment: string }[];
}

const TOKEN = 'ghs_installation';

/** Made once: it takes as long as a whole test. */
let key: string | null = null;
function aPrivateKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  return privateKey;
}

export function openLocalApp(): LocalApp {
  key ??= aPrivateKey();
  return { id: '4711', privateKey: key, installation: 99, waiting: new Set(), answers: [] };
}

/** Whether the App says who it is: by a JWT it has signed, or by the token it was given for that. */
export function isByApp({ path, headers }: Asked, { id, privateKey }: LocalApp): boolean {
  const [kind = '', credential = ''] = (headers.authorization ?? '').split(' ');
  if (!path.startsWith('/app/')) return credential === TOKEN;
  const [head = '', body = '', signature = ''] = credential.split('.');
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString() || '{}');
  const isSigned = verify(
    'sha256',
    Buffer.from(`${head}.${body}`),
    createPublicKey(privateKey),
    Buffer.from(signature, 'base64url'),
  );
  return kind.toLowerCase() === 'bearer' && isSigned && claims.iss === id && claims.exp * 1000 > Date.now();
}

export function appAnswers(app: LocalApp): Answers {
  return {
    'POST /app/installations/{installation_id}/access_tokens': (_, call) => {
      if (Number(call.parameters.installation_id) !== app.installation) return notFound;
      const expires_at = new Date(Date.now() + 3_600_000).toISOString();
      const { repositories: _repositories, ...example } = call.example(201);
      return { status: 201, body: { ...example, token: TOKEN, expires_at } };
    },

    'POST /repos/{owner}/{repo}/actions/runs/{run_id}/deployment_protection_rule': ({ body }, call) => {
      const run = Number(call.parameters.run_id);
      if (!app.waiting.has(run)) return unprocessable('No pending deployment requests to approve or reject');
      const state = typeof body.state === 'string' ? body.state : null;
      app.answers.push({
        run,
        environment: String(body.environment_name),
        state,
        comment: String(body.comment),
      });
      if (state !== null) app.waiting.delete(run);
      return { status: 204 };
    },
  };
}
