import { expect, it } from 'vitest';
import type { EvidenceSubject } from '../../../src/providers/evidence/port.ts';
import { type Piece, postedFeed } from '../../../src/providers/evidence/posted.ts';

const [COMMIT, RUNNING] = ['a'.repeat(40), 'b'.repeat(40)];
const never = new AbortController().signal;

const piece = (more: Partial<Piece>): Piece => ({
  gate: 'coverage',
  environment: null,
  poster: 'ci',
  at: 1_000,
  link: null,
  measured: { gate: 'coverage', percent: 91 },
  benchmarks: null,
  ...more,
});
const timed = (ms: number) =>
  piece({ gate: 'performance', measured: null, benchmarks: { 'search (ms)': ms } });

const gather = async (posted: Record<string, Piece[]>, subject: Partial<EvidenceSubject> = {}) => {
  const feed = postedFeed({
    gates: ['coverage'],
    about: async ({ commit }) => posted[commit] ?? [],
    commitOf: async (_, version) => (version === '1.3.0' ? RUNNING : null),
  });
  const about = {
    ...{ release: 'checkout-1.4.0-a', service: 'checkout', version: '1.4.0' },
    environment: 'production' as const,
    ...{ running: '1.3.0', repository: 'acme/checkout', commit: COMMIT },
    ...subject,
  } as const;
  const seen = await feed.start({ id: 'checkout-1.4.0-a.gates.1', subject: about }, never);
  if (seen.is === 'absent') throw new Error('it only reads');
  return seen;
};

it('what was posted about the commit is evidence of it, as its poster measured it', async () => {
  expect(
    await gather({ [COMMIT]: [piece({ link: 'https://ci.example.com/7' })], [RUNNING]: [timed(1)] }),
  ).toEqual({
    is: 'done',
    evidence: [
      {
        ...{ source: 'ci', by: 'ci', commit: COMMIT, at: 1_000, link: 'https://ci.example.com/7' },
        measured: { gate: 'coverage', percent: 91 },
      },
    ],
    unavailable: [],
  });
});

it('what was posted for one environment later takes the place of what the same poster told for all', async () => {
  const own = piece({ at: 2_000, environment: 'production', measured: { gate: 'coverage', percent: 70 } });
  expect(await gather({ [COMMIT]: [piece({}), own] })).toMatchObject({
    evidence: [{ at: 2_000, measured: { percent: 70 } }],
  });
});

it('benchmarks are compared with those the same poster sent about the commit that runs', async () => {
  expect(await gather({ [COMMIT]: [timed(52)], [RUNNING]: [timed(50)] })).toMatchObject({
    evidence: [{ measured: { gate: 'performance', regressionPercent: expect.closeTo(4) } }],
  });
});

it.each<[string, Record<string, Piece[]>, Partial<EvidenceSubject>, string]>([
  ['nothing was posted about what runs', {}, {}, 'ci has posted no benchmark of the running version'],
  [
    'another poster told about what runs',
    { [RUNNING]: [{ ...timed(50), poster: 'laptop' }] },
    {},
    'ci has posted no benchmark of the running version',
  ],
  ['nothing runs', {}, { running: null }, 'nothing runs there yet that it could be compared with'],
  ['its tag is gone', {}, { running: '1.2.0' }, 'the commit of the running version 1.2.0 is not known'],
])('where %s, benchmarks show nothing and say why', async (_, before, subject, what) => {
  expect(await gather({ [COMMIT]: [timed(50)], ...before }, subject)).toMatchObject({
    evidence: [],
    unavailable: [{ gate: 'performance', by: 'ci', why: { because: 'trouble', what } }],
  });
});
