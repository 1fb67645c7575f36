import { beforeEach, describe, expect, it } from 'vitest';
import { type FrontDesk, frontDesk } from './front-desk.ts';

let desk: FrontDesk;
let id: string;
beforeEach(async () => {
  desk = await frontDesk();
  const release = await desk.plans();
  id = release.id;
  const { digest } = release;
  for (const handle of ['ben', 'chloe', 'elif']) {
    const groups = await desk.desk.people.groupsOf(desk.personId(handle));
    desk.engine.now += 3_600_000;
    await desk.engine.work(id, { type: 'Approve', by: desk.personId(handle), groups, digest });
  }
});

const told = async (line = '/release audit') => (await desk.types('george', line))[0];

describe('/release audit', () => {
  it('tells who did what, when and why, by day, to the asker alone', async () => {
    desk.engine.now += 24 * 3_600_000;
    await desk.engine.work(id, { type: 'Abort', by: desk.personId('ana'), reason: 'wrong tag' });
    const answer = await told();
    expect(answer?.forAll).toBe(false);
    const lines = answer?.text.split('\n') ?? [];
    expect(lines[0]).toBe('The story of checkout 1.4.0 → production');
    expect(lines[1]).toBe('*Nov 2, 2026*');
    expect(lines[2]).toMatch(
      /^09:00:01 · <@\w+> asked for 1\.4\.0, a minor release, to production in place of 1\.3\.2, strategy `\w[\w-]*`, plan `[0-9a-f]{16}`\. Goal: Faster payment\.$/,
    );
    expect(lines[3]).toMatch(/^10:00:01 · <@\w+> approved plan `[0-9a-f]{16}` for /);
    expect(lines.slice(-3)).toEqual([
      '*Nov 3, 2026*',
      expect.stringMatching(
        /^12:00:01 · <@\w+> aborted it: wrong tag\. Nothing was changed on the target\.$/,
      ),
      expect.stringMatching(/^All 5 records are as they were recorded/),
    ]);
    expect(answer?.text).not.toMatch(/please|press|\/release (?!audit)/);
  });

  it('says whether the records are as they were recorded', async () => {
    expect((await told())?.text).toMatch(/All \d+ records are as they were recorded; seal 7 has seen them/);
    desk.desk.releases.proof = async () => ({ tamperedAt: 2, seal: null });
    expect((await told())?.text).toMatch(/Record 2 is not what was recorded, or is missing/);
  });

  it('comes in pages, by button and by number', async () => {
    for (let round = 0; round < 25; round += 1) {
      desk.engine.now += 60_000;
      const { plan, ...rest } = await desk.load(id);
      const agreement = { ...rest, plan: { ...plan, goal: `Faster payment, take ${round}` } };
      await desk.engine.work(id, { type: 'RevisePlan', by: desk.personId('ana'), agreement });
    }
    const first = await told();
    expect(first?.text).toMatch(/page 1 of 2/);
    const [next] = first?.buttons ?? [];
    expect(next?.action).toBe('audit');
    const [byButton] = await desk.clicks('george', 'audit', next?.value ?? '');
    expect(byButton?.text).toMatch(/page 2 of 2/);
    expect((await told('/release audit checkout 1.4.0 2'))?.text).toBe(byButton?.text);
    expect((await told('/release audit 99'))?.text).toBe(byButton?.text);
  });

  it('a page that is no number is said to be one word too many', async () => {
    expect((await told('/release audit checkout twice'))?.text).toMatch(
      /I don’t know what to do with `twice`: it goes `\/release audit \[release\] \[page\]/,
    );
  });
});

it('tells of a place what it was locked, frozen and let pass for', async () => {
  const desk = await frontDesk();
  desk.desk.releases.ofPlace = async () => [
    {
      at: desk.engine.now,
      event: { type: 'LaneLocked', by: 'U09OPERATI', reason: 'works', until: null, release: null },
    },
  ];
  const [said] = await desk.types('ana', '/release audit locks checkout prod');
  expect(said?.text).toMatch(/Locks, freezes and exceptions of checkout in production.*locked it: works/s);
});

it('says of an archived release in which file it is, and tells it from there where that is at hand', async () => {
  const desk = await frontDesk();
  const release = await desk.plans();
  const records = await desk.engine.history(release.id);
  const id = 'checkout-0.9.0-abcdef';
  desk.desk.releases.archived = async asked =>
    asked === id ? { file: 'old.jsonl.gz', records: 'not there' } : null;
  expect((await desk.types('ana', `/release audit ${id}`))[0]?.text).toContain(
    '`old.jsonl.gz`, which is not in',
  );
  desk.desk.releases.archived = async () => ({ file: 'old.jsonl.gz', records });
  const [told] = await desk.types('ana', `/release audit ${id}`);
  expect(told?.text).toMatch(/read from `old.jsonl.gz`.*asked for 1\.4\.0/s);
});
