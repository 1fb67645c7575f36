import { describe, expect, it } from 'vitest';
import type { Freeze } from '../../src/release/organisation.ts';
import { buttonOf, type FrontDesk, frontDesk } from './front-desk.ts';
import { completed, polling } from './stages.ts';

const DAY_MS = 86_400_000;

const freeze = (desk: FrontDesk, changes: Partial<Freeze> = {}) =>
  desk.engine.handleOrganisation(
    {
      type: 'SetFreeze',
      id: 'year-end',
      reason: 'Nobody is here',
      from: desk.engine.now - DAY_MS,
      until: desk.engine.now + DAY_MS,
      services: [],
      environments: [],
      exceptionsBy: ['cto'],
      by: 'tminus',
      ...changes,
    },
    { commandId: 'freeze', actor: 'tminus' },
  );

/** Everything is in place, and the freeze keeps it in the queue. */
async function frozen(desk: FrontDesk, changes: Partial<Freeze> = {}) {
  const { id, digest, terms } = await polling(desk);
  const by = desk.personId('lena');
  await desk.engine.work(id, {
    type: 'CastVote',
    by,
    roles: terms.poll?.roles ?? [],
    vote: 'go',
    reason: '',
    digest,
  });
  await freeze(desk, changes);
  await desk.engine.work(id, { type: 'Deploy', by: desk.personId('ana') });
  const release = await desk.load(id);
  expect(release).toMatchObject({ status: 'queued', turn: { waitingFor: 'freeze' } });
  return release;
}

describe('an exception', () => {
  it('by whom the freeze names lets the release start, and says so to everybody', async () => {
    const desk = await frontDesk();
    const { id } = await frozen(desk);
    const [said] = await desk.types('hana', '/release except the fix cannot wait', { triggerId: null });
    expect(said?.text).toContain('An exception is made');
    expect((await desk.load(id)).status).toBe('starting');
    const story = JSON.stringify(await desk.engine.history(id));
    expect(story).toContain('the fix cannot wait');
  });

  it('by its button asks for the reason in a form', async () => {
    const desk = await frontDesk();
    const release = await frozen(desk);
    await desk.clicks('hana', 'except', buttonOf(release));
    const { said } = await desk.sends('hana', { reason: { input: { value: 'customers cannot pay' } } });
    expect(said[0]?.text).toContain('An exception is made');
    expect((await desk.load(release.id)).status).toBe('starting');
  });

  it('by anybody else is refused with who could make it', async () => {
    const desk = await frontDesk();
    const { id } = await frozen(desk);
    const [said] = await desk.types('ben', '/release except I want to go home');
    expect(said?.text).toMatch(/Only members of cto/);
    expect((await desk.load(id)).status).toBe('queued');
  });

  it('asks Slack about the groups it is about alone', async () => {
    const desk = await frontDesk();
    await frozen(desk);
    const before = desk.looksAtGroups();
    await desk.types('hana', '/release except the fix cannot wait');
    expect(desk.looksAtGroups() - before).toBe(1);
  });

  it('is offered only where somebody may make it', async () => {
    const offered = async (changes: Partial<Freeze>) => {
      const desk = await frontDesk();
      const { id } = await frozen(desk, changes);
      const [said] = await desk.types('ana', `/release status ${id}`);
      return said?.buttons.map(({ action }) => action);
    };
    expect(await offered({})).toContain('except');
    expect(await offered({ exceptionsBy: [] })).not.toContain('except');
  });

  it('for the one that waits for its time needs no name', async () => {
    const desk = await frontDesk();
    const { id } = await polling(desk);
    const startAt = desk.engine.now + DAY_MS / 2;
    await desk.engine.work(id, { type: 'Reschedule', by: desk.personId('ana'), startAt });
    expect((await desk.load(id)).status).toBe('preparing');
    await freeze(desk);
    const [said] = await desk.types('hana', '/release except it was promised');
    expect(said?.text).toContain('An exception is made');
  });

  it('where nothing is frozen is refused', async () => {
    const desk = await frontDesk();
    await desk.plans();
    const [said] = await desk.types('hana', '/release except just in case');
    expect(said?.text).toContain('nothing to make an exception from');
  });
});

describe('the calendar', () => {
  it('shows this month with what went out and what is frozen, and turns the page', async () => {
    const desk = await frontDesk();
    await completed(desk);
    await freeze(desk);
    const [said] = await desk.types('ana', '/release calendar');
    expect(said?.text).toMatch(/November 2026/);
    expect(said?.text).toContain('Nobody is here');
    expect(said?.text).toContain('checkout 1.4.0 → development');
    expect(said?.shown).toContain('● a release');
    const next = said?.buttons.find(button => JSON.stringify(button).includes('2026-12'));
    const [turned] = await desk.clicks('ana', 'calendar', String(next?.value));
    expect(turned?.text).toMatch(/December 2026/);
    expect(turned?.text).toContain('Nothing is planned');
  });

  it('is of a service, an environment and a month when they are named', async () => {
    const desk = await frontDesk();
    await completed(desk);
    const [here] = await desk.types('ana', '/release calendar checkout dev 2026-11');
    const [elsewhere] = await desk.types('ana', '/release calendar checkout prod 2026-11');
    expect(here?.text).toContain('checkout 1.4.0');
    expect(elsewhere?.text).not.toContain('checkout 1.4.0');
  });

  it.each([
    ['/release calendar 2026-13', /no month I understand; write it like `2026-11`/],
    ['/release calendar 2026-11 please', /please/],
  ])('%s is answered with what was meant', async (line, says) => {
    const desk = await frontDesk();
    const [said] = await desk.types('ana', line);
    expect(said?.text).toMatch(says);
  });
});
