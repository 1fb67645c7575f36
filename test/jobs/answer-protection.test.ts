import { createHmac, randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answerRequest } from '../../src/jobs/answer-protection.ts';
import { gitHubApp } from '../../src/providers/protection/github-app.ts';
import type { SourceControl } from '../../src/providers/source/port.ts';
import { claimRequests } from '../../src/store/protection-requests.ts';
import { gitHubWebhook } from '../../src/web/github-webhook.ts';
import { openWebServer, type WebServer } from '../../src/web/server.ts';
import { onlyEnglish } from '../../src/words/speech.ts';
import { page } from '../providers/local-server.ts';
import {
  allGo,
  approved,
  begun,
  canaryUpTo,
  deployedBy,
  done,
  GROUPS_OF,
  OWNER,
  planned,
  rejectedBy,
  rolledBackBy,
  started,
} from '../support/builders.ts';
import { rolledBack } from '../support/builders-rollback.ts';
import { onEveryStore } from '../support/database.ts';
import { type LocalGitHub, openLocalGitHub } from '../support/github/local-github.ts';
import { describedCall, wrongWebhook } from '../support/github/openapi.ts';
import type { Step } from '../support/given.ts';
import { engineOn, LANE } from '../support/on-engine.ts';

const SECRET = 'shared-with-the-app';
const SHA = 'c0ffee1'.padEnd(40, '0');
const OLD = 'dec0de'.padEnd(40, '0');
const RUN = 1_234;

/** As GitHub sends it, with its own examples of what is in it. */
function event(over: { sha?: string; environment?: string; run?: number } = {}) {
  const { sha = SHA, environment = 'production', run = RUN } = over;
  const deployment = describedCall('POST', '/repos/acme/checkout/deployments')?.example(201);
  return {
    action: 'requested',
    environment,
    event: 'push',
    deployment_callback_url: `https://api.github.com/repos/acme/checkout/actions/runs/${run}/deployment_protection_rule`,
    deployment: { ...deployment, sha, ref: 'v1.4.0', environment },
    repository: { full_name: 'acme/checkout' },
    installation: { id: 99, node_id: 'MDIzOkludGVncmF0aW9uSW5zdGFsbGF0aW9uOTk=' },
  };
}

onEveryStore(store => {
  let github: LocalGitHub;
  let server: WebServer;
  let port: number;
  beforeEach(async () => {
    github = await openLocalGitHub();
    github.app.waiting.add(RUN);
    server = openWebServer([gitHubWebhook({ secret: SECRET, db: store.db, onTrouble: () => {} })]);
    port = await server.listen(0);
  });
  afterEach(async () => {
    await Promise.all([github.close(), server.close()]);
    expect(github.violations).toEqual([]);
  });

  async function deliver(
    body: object,
    { name = 'deployment_protection_rule', delivery = randomUUID() as string, secret = SECRET } = {},
  ) {
    const text = JSON.stringify(body);
    const response = await fetch(`http://127.0.0.1:${port}/webhooks/github`, {
      method: 'POST',
      body: text,
      headers: {
        'x-github-event': name,
        'x-github-delivery': delivery,
        'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(text).digest('hex')}`,
      },
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  /** One look at everything that is due. */
  async function look(): Promise<number> {
    const { app, url } = github;
    const claimed = await claimRequests(store.db, { holder: randomUUID(), limit: 10, leaseMs: 10_000 });
    for (const request of claimed) {
      await answerRequest(request, {
        engine: tminus.engine,
        db: store.db,
        source,
        speech: onlyEnglish,
        log: pino({ level: 'silent' }),
        protection: gitHubApp({ appId: app.id, privateKey: app.privateKey, baseUrl: url }),
        groupsOf: async person => (GROUPS_OF[person] ?? []).filter(() => person !== gone),
        lanesBehind: (repository, environment) =>
          repository === 'acme/checkout' && environment === 'production' ? [LANE] : [],
      });
    }
    return claimed.length;
  }
  /** Whoever left every group. */
  let gone: string | null = null;
  let tminus: ReturnType<typeof engineOn>;
  beforeEach(() => {
    tminus = engineOn(store.db);
    gone = null;
  });
  const source: SourceControl = {
    commitOf: async (_, version) => (version === '1.3.0' ? OLD : null),
    mergedSince: async () => [],
  };
  const minor = planned('minor', 'production', { commit: SHA });
  const ready: Step = [minor, approved, allGo];
  const going: Step = [ready, deployedBy(OWNER), started()];
  const said = () => github.app.answers.map(({ state, comment }) => `${state ?? 'comment'}: ${comment}`);
  const states = () => github.app.answers.map(({ state }) => state);

  describe('a job that waits at the protection rule', () => {
    it('is told what it waits for, once, and is let through when its release goes out', async () => {
      expect(await deliver(event())).toEqual({ status: 202, body: { used: true, repeated: false } });
      await look();
      await tminus.given(minor);
      for (let times = 0; times < 3; times++) {
        await tminus.wait(5_000);
        expect(await look()).toBe(1);
      }
      await tminus.given([approved, allGo, deployedBy(OWNER), started()]);
      await tminus.wait(5_000);
      await look();
      const named = 'tminus: checkout 1.4.0 to production \\(checkout-1.4.0-k3f\\)';
      expect(said()).toEqual([
        'comment: tminus knows of no release of commit c0ffee100000 here. Plan one in Slack.',
        expect.stringMatching(new RegExp(`^comment: ${named} is not approved and started yet\\.$`)),
        expect.stringMatching(
          new RegExp(`^approved: ${named}, approved by tess of tech_leads; sam of .*; cleo of .*\\.$`),
        ),
      ]);
      await tminus.wait(60_000);
      expect(await look()).toBe(0);
    });

    it.each<[string, Step, string]>([
      ['was rejected', [minor, rejectedBy('tess')], 'is rejected and may not go out'],
      [
        'was aborted',
        [minor, { type: 'Abort', by: OWNER, reason: 'not today' }],
        'is aborted and may not go out',
      ],
      [
        'is rolled back',
        [going, done('check', 'install'), begun('traffic-5'), rolledBackBy(OWNER)],
        'is rolling back and may not go out',
      ],
      [
        'was rolled back',
        [going, done('check', 'install'), begun('traffic-5'), rolledBackBy(OWNER), rolledBack],
        'is rolled back and may not go out',
      ],
    ])('is turned away when its release %s', async (_, history, sentence) => {
      await tminus.given(history);
      await deliver(event());
      await look();
      expect(said()).toEqual([expect.stringContaining(sentence)]);
      expect(states()).toEqual(['rejected']);
    });

    it('is let through when everybody has agreed, unless the lane is locked', async () => {
      await tminus.given(ready);
      await tminus.inLane({ type: 'Lock', by: OWNER, reason: 'an incident', until: null });
      await deliver(event());
      await look();
      expect(said()).toEqual([expect.stringContaining('is approved, and the environment is locked')]);
      await tminus.inLane({ type: 'Unlock', by: OWNER });
      await tminus.wait(5_000);
      await look();
      expect(states()).toEqual([null, 'approved']);
    });

    it('is not let through by somebody who approved and left their group since', async () => {
      await tminus.given(ready);
      gone = 'cleo';
      await deliver(event());
      await look();
      expect(said()).toEqual([expect.stringContaining('the approvals do not count any more')]);
      gone = null;
      await tminus.wait(5_000);
      await look();
      expect(states()).toEqual([null, 'approved']);
    });

    it('is let through when a rollback comes back to its commit', async () => {
      await tminus.given([going, done('check', 'install'), begun('traffic-5'), rolledBackBy(OWNER)]);
      await deliver(event({ sha: OLD }));
      await look();
      expect(said()).toEqual([expect.stringContaining('is rolled back to 1.3.0, which is this commit')]);
      expect(states()).toEqual(['approved']);
    });

    it('waits when its commit is not the one that was approved, or the environment is none of ours', async () => {
      await tminus.given(going);
      await deliver(event({ sha: 'f'.repeat(40) }));
      github.app.waiting.add(RUN + 1);
      await deliver(event({ environment: 'elsewhere', run: RUN + 1 }));
      await look();
      expect(states()).toEqual([null, null]);
    });

    it('waits when its release is over', async () => {
      await tminus.given([going, done('check', 'install'), canaryUpTo(100), done('verify')]);
      await deliver(event());
      await look();
      expect(said()).toEqual([expect.stringContaining('is over; plan a new release')]);
    });

    it('is answered by another process after ours was killed before GitHub had the answer', async () => {
      await tminus.given(going);
      await deliver(event());
      await claimRequests(store.db, { holder: 'killed', limit: 10, leaseMs: 10_000 });
      expect(await look()).toBe(0);
      await tminus.wait(11_000);
      await look();
      expect(states()).toEqual(['approved']);
    });

    it('is answered later when GitHub does not answer now', async () => {
      await tminus.given(going);
      await deliver(event());
      github.faults.push({ name: null, effect: false, answer: response => page(response, 502), times: 2 });
      for (let times = 0; times < 2; times++) {
        await look();
        expect(states()).toEqual([]);
        await tminus.wait(10_000);
      }
      await look();
      expect(states()).toEqual(['approved']);
    });

    it('that is gone meanwhile is let go of', async () => {
      await tminus.given(going);
      github.app.waiting.clear();
      await deliver(event());
      await look();
      await tminus.wait(3_600_000);
      expect(await look()).toBe(0);
    });

    it('that runs again asks again and is answered again', async () => {
      await tminus.given(going);
      await deliver(event());
      await look();
      github.app.waiting.add(RUN);
      await deliver(event());
      await look();
      expect(states()).toEqual(['approved', 'approved']);
    });

    it('is commented on no more often than GitHub takes', async () => {
      await deliver(event());
      for (let times = 0; times < 12; times++) {
        await look();
        await store.db.query("update app.protection_requests set said = 'something else'");
        await tminus.wait(20_000);
      }
      expect(states().length).toBe(8);
    });
  });

  describe('a delivery', () => {
    it('is as GitHub describes it', () => {
      expect(
        wrongWebhook('deployment-protection-rule-requested', { ...event(), repository: undefined }),
      ).toBeNull();
    });

    it('that comes again is not taken a second time', async () => {
      await tminus.given(going);
      const delivery = randomUUID();
      await deliver(event(), { delivery });
      await look();
      github.app.waiting.add(RUN);
      expect(await deliver(event(), { delivery })).toEqual({
        status: 202,
        body: { used: true, repeated: true },
      });
      expect(await look()).toBe(0);
      expect(states()).toEqual(['approved']);
    });

    it('that comes after months lets go of what was answered before it', async () => {
      await tminus.given(going);
      await deliver(event());
      await look();
      await tminus.wait(91 * 24 * 3_600_000);
      await deliver(event({ run: RUN + 1 }));
      const { rows } = await store.db.query('select run_id as run from app.protection_requests');
      expect(rows).toEqual([{ run: RUN + 1 }]);
    });

    it('of a ping is answered', async () => {
      expect(await deliver({ zen: 'Keep it logically awesome.', hook_id: 7 }, { name: 'ping' })).toEqual({
        status: 200,
        body: { pong: true },
      });
    });

    it('of an event nobody asked for is passed over', async () => {
      expect(await deliver({ ref: 'main' }, { name: 'push' })).toEqual({
        status: 202,
        body: { used: false },
      });
    });

    it('with the signature of somebody else is refused', async () => {
      expect((await deliver(event(), { secret: 'another' })).status).toBe(401);
      expect(await look()).toBe(0);
    });

    it.each([
      ['without a commit', { deployment: null }, 'deployment'],
      [
        'with an answer that leads elsewhere',
        { deployment_callback_url: 'https://evil.example' },
        'callback_url',
      ],
      ['without an installation', { installation: undefined }, 'installation'],
    ])('%s is refused in a sentence', async (_, over, field) => {
      const answer = await deliver({ ...event(), ...over });
      expect([answer.status, answer.body.error]).toEqual([422, expect.stringContaining(field)]);
    });
  });
});
