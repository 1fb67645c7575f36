import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OpenedStore, openStore } from '../support/database.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const TSX = import.meta.resolve('tsx');
let store: OpenedStore;
beforeAll(async () => {
  store = await openStore('served');
});
afterAll(() => store.close());

/** Starts the tool as `npm run` does. */
function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const script = resolve(ROOT, 'src/tools/evidence-token.ts');
  const env = {
    PATH: process.env.PATH,
    DATABASE_URL: store.url ?? '',
    POLICY_FOLDER: resolve(ROOT, 'sandbox/config'),
  };
  return new Promise(done => {
    execFile(process.execPath, ['--import', TSX, script, ...args], { env }, (error, out, err) =>
      done({ code: error ? Number(error.code) : 0, out: out.trim(), err: err.trim() }),
    );
  });
}

it('a token is shown once, kept as a hash, listed without it, and revoked', async () => {
  const created = await run('create', 'checkout', '--name', 'github-actions', '--gates', 'tests,coverage');
  expect(created).toMatchObject({ code: 0, out: expect.stringMatching(/^tme_[0-9a-f]{12}_[\w-]{43}$/) });
  expect(created.err).toContain('The token github-actions may post evidence for tests, coverage of checkout');
  const id = created.out.split('_')[1] ?? '';
  const { rows } = await store.db.query('select id, hash from app.evidence_tokens');
  expect(rows).toEqual([{ id, hash: createHash('sha256').update(created.out).digest('hex') }]);
  const listed = await run('list');
  expect(listed.out).toMatch(
    new RegExp(`^${id}  github-actions  tests, coverage of checkout  until .*, never used$`),
  );
  expect(await run('revoke', id)).toMatchObject({
    code: 0,
    out: `The token ${id} is refused from now on. What it posted before stays.`,
  });
  const { rows: recorded } = await store.db.query<{ type: string; record: string }>(
    "select type, record from app.events where stream = 'organisation' order by version",
  );
  expect(recorded.map(({ type }) => type)).toEqual(['TokenMade', 'TokenRevoked']);
  expect(recorded[0]?.record).toContain(id);
  expect(JSON.stringify(recorded)).not.toContain(created.out.slice(17));
  expect((await run('list')).out).toMatch(/revoked on \d{4}-\d\d-\d\d/);
});

it.each([
  ['create', 'chekout', 'The policy knows no service chekout. Did you mean checkout?'],
  ['create', 'checkout --gates reviews', 'CI cannot tell about a gate reviews.'],
  ['create', 'checkout --expires soon', '--expires is a time from 1 h to 730 d from now'],
  ['revoke', 'abc', 'There is no token abc; list shows those there are.'],
  ['make', '', 'I don’t know what to do with make: create, list or revoke.'],
])('%s %s is refused in a sentence and makes nothing', async (word, rest, sentence) => {
  const { code, out, err } = await run(word, ...rest.split(' ').filter(Boolean));
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(sentence);
});
