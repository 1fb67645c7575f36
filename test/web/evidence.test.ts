import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { closest } from '../../src/policy/closest.ts';
import { readPosted } from '../../src/providers/evidence/reports/read-posted.ts';
import { allTokens, keepToken, type NewToken, revokeToken } from '../../src/store/evidence-tokens.ts';
import { postedAbout } from '../../src/store/posted-evidence.ts';
import { evidenceRoute, MOST_BYTES } from '../../src/web/evidence.ts';
import { mintToken } from '../../src/web/evidence-token.ts';
import { openWebServer, type WebServer } from '../../src/web/server.ts';
import { moveClock, onEveryStore } from '../support/database.ts';

const COMMIT = 'a'.repeat(40);
const OTHER = 'b'.repeat(40);
const HOUR_MS = 3_600_000;
const JUNIT = '<testsuite><testcase name="a"/><testcase name="b"><failure/></testcase></testsuite>';

onEveryStore(store => {
  let server: WebServer;
  let port: number;
  let token: string;
  const woken: string[] = [];
  const troubles: unknown[] = [];

  beforeAll(async () => {
    const route = evidenceRoute({
      db: store.db,
      read: readPosted,
      closest,
      isService: name => name !== 'gone',
      commitsOf: async (_, version) => (version === '1.4.0' ? [COMMIT] : []),
      wake: async service => void woken.push(service),
      onTrouble: error => troubles.push(error),
    });
    server = openWebServer([route]);
    port = await server.listen(0);
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    woken.length = 0;
    token = await newToken();
  });

  async function newToken(more: Partial<NewToken> = {}): Promise<string> {
    const { id, hash, token: born } = mintToken();
    const scope = { name: 'github-actions', service: 'checkout', gates: null, environments: null };
    await keepToken(store.db, { id, hash, ...scope, lastsMs: HOUR_MS, ...more });
    return born;
  }

  const now = () => new Date().toISOString();
  const coverage = (percent: number) => ({ facts: { gate: 'coverage', percent } });

  async function send(
    body: NonNullable<RequestInit['body']>,
    { bearer = token, query = '', type = 'application/json' as string | null } = {},
  ) {
    const response = await fetch(`http://127.0.0.1:${port}/evidence${query}`, {
      method: 'POST',
      body,
      headers: {
        authorization: `Bearer ${bearer}`,
        ...(type === null ? {} : { 'content-type': type }),
      },
    });
    const answer = (await response.json()) as { error?: string; recorded?: number; known?: number };
    return { status: response.status, retryAfter: response.headers.get('retry-after'), ...answer };
  }
  const post = (fields: object, how: Parameters<typeof send>[1] = {}) =>
    send(JSON.stringify({ service: 'checkout', commit: COMMIT, at: now(), ...fields }), how);
  const known = (commit = COMMIT, environment: 'staging' | 'production' = 'production') =>
    postedAbout(store.db, { service: 'checkout', commit, environment });

  it('evidence is kept by service and commit, and whoever waits for it is woken', async () => {
    const at = '2026-11-27T18:00:00+01:00';
    await moveClock(store.db, Date.parse(at) - Date.now() + HOUR_MS);
    const fresh = await newToken();
    const link = 'https://ci.example.com/runs/7';
    const evidence = [coverage(91.5), { format: 'junit', report: JUNIT }];
    expect(await post({ at, link, evidence }, { bearer: fresh })).toMatchObject({ status: 201, recorded: 2 });
    const about = { environment: null, poster: 'github-actions', at: Date.parse(at), link, benchmarks: null };
    expect(await known()).toEqual([
      { ...about, gate: 'coverage', measured: { gate: 'coverage', percent: 91.5 } },
      { ...about, gate: 'tests', measured: { gate: 'tests', run: 2, passed: 1 } },
    ]);
    expect(await known(OTHER)).toEqual([]);
    expect(woken).toEqual(['checkout']);
  });

  it('a report may be posted as its tool wrote it', async () => {
    const query = `?service=checkout&commit=${COMMIT}&at=${now()}&format=junit&gate=schema&name=contract`;
    expect(await send(JUNIT, { query, type: 'application/xml' })).toMatchObject({ status: 201 });
    expect(await known()).toMatchObject([
      { poster: 'github-actions: contract', measured: { gate: 'schema', run: 2, passed: 1, failed: ['b'] } },
    ]);
  });

  it('benchmarks are kept as they are, to be compared with whatever runs later', async () => {
    const report = [{ name: 'search', unit: 'ms', value: 41 }];
    await post({ evidence: [{ format: 'benchmark', report }] });
    expect(await known()).toMatchObject([
      { gate: 'performance', measured: null, benchmarks: { 'search (ms)': 41 } },
    ]);
  });

  it('the same evidence sent twice is recorded once', async () => {
    const once = { at: now(), evidence: [coverage(91)] };
    expect(await post(once)).toMatchObject({ status: 201, recorded: 1 });
    expect(await post(once)).toMatchObject({ status: 200, recorded: 0, known: 1 });
    expect(await known()).toHaveLength(1);
    expect(woken).toHaveLength(1);
  });

  it('evidence that was overtaken is refused when it is sent again', async () => {
    const at = (secondsAgo: number) => new Date(Date.now() - secondsAgo * 1000).toISOString();
    const good = { at: at(60), evidence: [coverage(95)] };
    await post(good);
    await post({ at: at(30), evidence: [coverage(40)] });
    const replayed = await post(good);
    expect(replayed.status).toBe(409);
    expect(replayed.error).toMatch(/^github-actions has told about coverage of this commit as of /);
    expect(await known()).toMatchObject([{ measured: { percent: 40 } }]);
  });

  it('of a post that is refused in part nothing is kept', async () => {
    await post({ evidence: [coverage(95)] });
    const older = new Date(Date.now() - 60_000).toISOString();
    const mixed = [{ facts: { gate: 'secrets', found: 0 } }, coverage(10)];
    expect(await post({ at: older, evidence: mixed })).toMatchObject({ status: 409 });
    expect(await known()).toMatchObject([{ gate: 'coverage' }]);
  });

  it('a token is kept as a hash and noted when it is used', async () => {
    await post({ evidence: [coverage(91)] });
    const tables = await store.db.query('select * from app.evidence_tokens');
    expect(JSON.stringify(tables.rows)).not.toContain(token.slice(17));
    expect(await allTokens(store.db)).toMatchObject([{ service: 'checkout', usedAt: expect.any(Number) }]);
  });

  it('whoever has no token, a forged one or an old one is refused', async () => {
    const forged = `${token.slice(0, -6)}AAAAAA`;
    const unknown = /^The token is missing or not known/;
    for (const bearer of ['', 'x', forged, mintToken().token])
      expect(await post({ evidence: [coverage(91)] }, { bearer })).toMatchObject({
        status: 401,
        error: expect.stringMatching(unknown),
      });
    await revokeToken(store.db, token.split('_')[1] ?? '');
    expect(await post({ evidence: [coverage(91)] })).toMatchObject({
      status: 401,
      error: expect.stringMatching(/^The token github-actions was revoked on \d/),
    });
    const short = await newToken({ lastsMs: 1 });
    await new Promise(resolve => setTimeout(resolve, 20));
    expect(await post({ evidence: [coverage(91)] }, { bearer: short })).toMatchObject({
      status: 401,
      error: expect.stringMatching(/^The token github-actions expired on \d/),
    });
    expect(await known()).toEqual([]);
  });

  it('a token counts for its service, gates and environments alone', async () => {
    expect(await post({ service: 'search', evidence: [coverage(91)] })).toMatchObject({
      status: 403,
      error: 'The token github-actions is for checkout, not for search.',
    });
    const narrow = { bearer: await newToken({ gates: ['tests'], environments: ['staging', 'testing'] }) };
    expect(await post({ environment: 'staging', evidence: [coverage(91)] }, narrow)).toMatchObject({
      status: 403,
      error: 'The token github-actions is for tests, not for coverage.',
    });
    const tests = { facts: { gate: 'tests', run: 3, passed: 3 } };
    expect(await post({ environment: 'production', evidence: [tests] }, narrow)).toMatchObject({
      status: 403,
      error: 'The token github-actions is for staging, testing: not for production.',
    });
    expect(await post({ evidence: [tests] }, narrow)).toMatchObject({ status: 403 });
    expect(await post({ environment: 'staging', evidence: [tests] }, narrow)).toMatchObject({ status: 201 });
    expect([await known(COMMIT, 'staging'), await known()]).toMatchObject([[{ gate: 'tests' }], []]);
    const gone = { bearer: await newToken({ service: 'gone' }) };
    expect(await post({ service: 'gone', evidence: [tests] }, gone)).toMatchObject({
      status: 403,
      error: 'The policy knows no service gone any more.',
    });
  });

  it('evidence of another commit than a release of that version stands on is refused', async () => {
    const evidence = [coverage(91)];
    expect(await post({ version: 'v1.4.0', commit: OTHER, evidence })).toMatchObject({
      status: 409,
      error:
        'checkout 1.4.0 stands on commit aaaaaaaaaaaa, not on bbbbbbbbbbbb: evidence counts for its commit alone.',
    });
    expect(await known(OTHER)).toEqual([]);
    expect(await post({ version: '1.4.0', evidence })).toMatchObject({ status: 201 });
    expect(await post({ version: '1.5.0', commit: OTHER, evidence })).toMatchObject({ status: 201 });
  });

  const fine = [coverage(91)];
  it.each<[string, object, string]>([
    [
      'of an unknown gate',
      { evidence: [{ facts: { gate: 'coverige', percent: 1 } }] },
      'There is no gate "coverige". Did you mean coverage?',
    ],
    [
      'of a gate CI cannot know',
      { evidence: [{ facts: { gate: 'reviews', run: 1, passed: 1 } }] },
      'The gate reviews is read from the source host; CI cannot tell about it.',
    ],
    [
      'in an unknown format',
      { evidence: [{ format: 'j-unit', report: '' }] },
      'There is no report format "j-unit". Did you mean junit?',
    ],
    [
      'in a report that is broken',
      { evidence: [{ format: 'junit', report: '<testsuite>' }] },
      'junit: the report is not well-formed XML',
    ],
    [
      'in a report about something else',
      { evidence: [{ format: 'lcov', gate: 'tests', report: '' }] },
      'lcov: a report of lcov says nothing about tests',
    ],
    [
      'of more tests passed than run',
      { evidence: [{ facts: { gate: 'tests', run: 1, passed: 2 } }] },
      'evidence.0.facts.passed is not as expected.',
    ],
    ['of more than all lines', { evidence: [coverage(101)] }, 'evidence.0.facts.percent is not as expected.'],
    [
      'of an abbreviated commit',
      { commit: COMMIT.slice(0, 7), evidence: fine },
      'commit is not a full commit hash',
    ],
    ['of no time', { at: undefined, evidence: fine }, 'at is not when it was measured'],
    [
      'of yesterday',
      { at: new Date(Date.now() - 25 * HOUR_MS).toISOString(), evidence: fine },
      'It was measured more than 24 h ago',
    ],
    [
      'of tomorrow',
      { at: new Date(Date.now() + 25 * HOUR_MS).toISOString(), evidence: fine },
      'It was measured in the future',
    ],
    [
      'with a link nobody should follow',
      { link: 'javascript:alert(1)', evidence: fine },
      'link is not an https address',
    ],
    ['with nothing in it', { evidence: [] }, 'evidence is not at least one piece'],
    ['with one gate twice', { evidence: [...fine, ...fine] }, 'Two pieces tell about coverage'],
    ['with something unknown', { evidence: fine, verdict: 'passed' }, 'verdict is not known here'],
  ])('evidence %s is refused in one sentence', async (_, fields, sentence) => {
    const { status, error } = await post(fields);
    expect(error).toContain(sentence);
    expect(status).toBe(422);
    expect(await known()).toEqual([]);
  });

  it('a body of another kind is refused in one sentence', async () => {
    const how = { query: `?service=checkout&commit=${COMMIT}&at=${now()}&format=junit` };
    const form = new FormData();
    form.set('file', new Blob([JUNIT]), 'junit.xml');
    expect(await send('{')).toMatchObject({ status: 400, error: 'The body is not JSON.' });
    expect(await send('{}', { type: 'text/plain' })).toMatchObject({ status: 415 });
    expect(await send(form, { ...how, type: null })).toMatchObject({
      status: 415,
      error: expect.stringMatching(/--data-binary @junit\.xml/),
    });
    const bytes = new Uint8Array([0xff, 0xfe]);
    expect(await send(bytes, how)).toMatchObject({ status: 400, error: 'The body is not UTF-8.' });
  });

  it('a body that is too long is refused, and that of nobody is not even looked at', async () => {
    expect(await send('x'.repeat(MOST_BYTES + 1))).toMatchObject({
      status: 413,
      error: 'The body is longer than 20 MiB; post reports one by one.',
    });
    expect(await send('x'.repeat(1000), { bearer: 'x' })).toMatchObject({ status: 401 });
  });

  it('who posts too often is told when to come again', async () => {
    // On a slow machine a few more are taken meanwhile: one a second.
    let last = await send('{');
    for (let at = 0; at < 300 && last.status === 400; at++) last = await send('{');
    expect(last).toMatchObject({ status: 429, error: 'More than 60 posts a minute; try again in 1 s.' });
    expect(last.retryAfter).toBe('1');
  });

  it('what the database would not take is asked for again', async () => {
    await store.db.query('alter table app.posted_evidence rename to away');
    expect(await post({ evidence: fine })).toMatchObject({ status: 503, retryAfter: '5' });
    await store.db.query('alter table app.away rename to posted_evidence');
    expect(troubles).toHaveLength(1);
    troubles.length = 0;
    expect(await post({ evidence: fine })).toMatchObject({ status: 201 });
  });
});
