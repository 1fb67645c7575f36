import { z } from 'zod';
import type { Database } from '../store/database.ts';
import { keepRequest } from '../store/protection-requests.ts';
import { signedWith } from './authentic.ts';
import type { Route } from './route.ts';
import { type WebhookAnswer, webhookRoute } from './webhook.ts';

/** Of the events that are used none comes near it; GitHub's own limit is 25 MB. */
const MAX_BODY_BYTES = 1024 * 1024;

/** https://docs.github.com/en/webhooks/webhook-events-and-payloads#deployment_protection_rule */
const Asked = z.object({
  environment: z.string().min(1).max(255),
  /** Where the answer goes: it holds the number of the run. */
  deployment_callback_url: z
    .string()
    .regex(/\/actions\/runs\/\d+\/deployment_protection_rule$/, 'is no address of a run'),
  deployment: z.object({ sha: z.string().regex(/^[0-9a-f]{40,64}$/) }),
  repository: z.object({ full_name: z.string().regex(/^[\w.-]+\/[\w.-]+$/) }),
  installation: z.object({ id: z.int() }),
});

export interface GitHubWebhookOptions {
  /** Shared with the GitHub App. */
  secret: string;
  db: Database;
  onTrouble(error: unknown): void;
}

/**
 * `POST /webhooks/github`: what the GitHub App tells. A question is only kept here, and answered by a worker: GitHub
 * waits ten seconds for us and does not ask again by itself.
 */
export const gitHubWebhook = ({ secret, db, onTrouble }: GitHubWebhookOptions): Route =>
  webhookRoute({
    path: '/webhooks/github',
    maxBytes: MAX_BODY_BYTES,
    isAuthentic: signedWith(secret),
    schema: z.record(z.string(), z.unknown()),
    onTrouble,
    async receive(body, headers) {
      const event = headers['x-github-event'];
      const delivery = headers['x-github-delivery'];
      if (event === 'ping') return { status: 200, body: { pong: true } };
      if (event !== 'deployment_protection_rule') return { status: 202, body: { used: false } };
      if (typeof delivery !== 'string' || !/^[\w-]{1,100}$/.test(delivery))
        return { status: 422, body: { error: 'X-GitHub-Delivery is missing or no id' } };
      return keep(delivery, body, db);
    },
  });

async function keep(delivery: string, body: unknown, db: Database): Promise<WebhookAnswer> {
  const asked = Asked.safeParse(body);
  if (!asked.success) {
    const where = asked.error.issues[0]?.path.join('.');
    return { status: 422, body: { error: `${where} is not as expected` } };
  }
  const { environment, deployment, repository, installation, deployment_callback_url: address } = asked.data;
  const runId = Number(/\/actions\/runs\/(\d+)\//.exec(address)?.[1]);
  const request = {
    repository: repository.full_name,
    runId,
    environment,
    installationId: installation.id,
    sha: deployment.sha,
  };
  const isNew = await keepRequest(db, `github/${delivery}`, request);
  return { status: 202, body: { used: true, repeated: !isNew } };
}
