import { describe, expect, it } from 'vitest';
import type { Release } from '../../src/release/state.ts';
import { buttonOf, type FrontDesk, frontDesk } from './front-desk.ts';
import { baking, failed, polling } from './stages.ts';

const planned = (desk: FrontDesk) => desk.plans({ environment: 'staging' });

async function voted(desk: FrontDesk, vote: 'go' | 'no-go'): Promise<Release> {
  const { id, digest, terms } = await polling(desk);
  const by = desk.personId('lena');
  const roles = terms.poll?.roles ?? [];
  await desk.engine.work(id, { type: 'CastVote', by, roles, vote, reason: 'as agreed', digest });
  return desk.load(id);
}

const paused = async (desk: FrontDesk) => {
  const { id } = await baking(desk);
  await desk.engine.work(id, { type: 'Pause', by: desk.personId('ana'), reason: '' });
  return desk.load(id);
};

type Case = [
  line: string,
  who: string,
  stage: (desk: FrontDesk) => Promise<Release>,
  command: string,
  says: string,
];

const cases: Case[] = [
  ['/release reject too risky', 'farah', planned, 'Reject', 'is rejected'],
  ['/release go', 'lena', polling, 'CastVote', 'GO noted'],
  ['/release no-go support is asleep', 'lena', polling, 'CastVote', 'is held'],
  ['/release reopen', 'ana', desk => voted(desk, 'no-go'), 'ReopenPoll', 'open again'],
  ['/release deploy', 'ana', desk => voted(desk, 'go'), 'Deploy', 'is starting'],
  ['/release pause a customer called', 'george', baking, 'Pause', 'is paused at 5% of'],
  ['/release resume', 'george', paused, 'Resume', 'goes on'],
  ['/release promote', 'george', baking, 'Promote', 'next phase'],
  ['/release retry', 'george', failed, 'Retry', 'tried again'],
  ['/release abort wrong tag', 'ana', planned, 'Abort', 'nothing was changed'],
  ['/release abort it is broken', 'ana', baking, 'Abort', 'rolled back to 1.3.2'],
];

describe('a deed', () => {
  it.each(cases)('%s, typed, is carried out and answered', async (line, who, stage, command, says) => {
    const desk = await frontDesk();
    await stage(desk);
    const said = await desk.types(who, line, { triggerId: null });
    expect(desk.engine.carried.map(({ type }) => type)).toEqual([command]);
    expect(said).toHaveLength(1);
    expect(said[0]?.text).toContain(says);
  });

  it.each(cases.filter(([line]) => line.split(' ').length === 2))(
    '%s is the same by its button',
    async (line, who, stage, command, says) => {
      const desk = await frontDesk();
      const release = await stage(desk);
      const [said] = await desk.clicks(who, line.split(' ')[1] ?? '', buttonOf(release));
      expect(desk.engine.carried.map(({ type }) => type)).toEqual([command]);
      expect(said?.text).toContain(says);
    },
  );

  it.each([
    ['reject', 'farah', planned],
    ['no-go', 'lena', polling],
    ['abort', 'ana', planned],
  ] as const)('%s by its button asks for the reason in a form', async (action, who, stage) => {
    const desk = await frontDesk();
    const release = await stage(desk);
    await desk.clicks(who, action, buttonOf(release));
    expect(desk.engine.carried).toEqual([]);
    const { said } = await desk.sends(who, { reason: { input: { value: 'so that it is written down' } } });
    expect(said).toHaveLength(1);
    expect(JSON.stringify(await desk.engine.history(release.id))).toContain('so that it is written down');
  });

  it.each([
    ['reject', 'farah', planned],
    ['no-go', 'lena', polling],
  ] as const)('%s without a reason keeps the form open', async (action, who, stage) => {
    const desk = await frontDesk();
    await desk.clicks(who, action, buttonOf(await stage(desk)));
    const { submission } = await desk.sends(who, { reason: { input: { value: ' ' } } });
    expect(submission).toMatchObject({ errors: { reason: expect.stringContaining('why') } });
  });

  it.each([
    ['/release go', 'george', 'GO noted'],
    ['/release go', 'ivan', 'roles'],
  ])('%s by %s is answered with %j', async (line, who, says) => {
    const desk = await frontDesk();
    await polling(desk);
    const [said] = await desk.types(who, line);
    expect(said?.text).toContain(says);
  });

  it('of the owner alone is refused to others by name', async () => {
    const desk = await frontDesk();
    await voted(desk, 'go');
    const [said] = await desk.types('kofi', '/release deploy');
    expect(said?.text).toContain(`<@${desk.personId('ana')}>`);
  });

  it('in the wrong state says the state and what can be done instead', async () => {
    const desk = await frontDesk();
    const release = await planned(desk);
    const [said] = await desk.types('ana', `/release deploy ${release.id}`);
    expect(said?.text).toMatch(/waiting for approvals?.*\/release approve/);
  });

  it.each([
    ['/release go', planned, 'waiting for approvals, so you can’t vote now. Try `/release approve`'],
    ['/release no-go', planned, 'waiting for approvals, so you can’t vote now'],
    ['/release approve', polling, 'in its Go/No-Go poll, so you can’t approve it now. Try `/release go`'],
    ['/release reject it is late', baking, 'is deploying, so you can’t reject it now. Try `/release status`'],
  ] as const)('%s, typed too early or too late, says where the release stands', async (line, stage, says) => {
    const desk = await frontDesk();
    const { id } = await stage(desk);
    const [said] = await desk.types('farah', line.replace(/^(\S+ \S+)/, `$1 ${id}`));
    expect(said?.text).toContain(says);
    expect(desk.modals).toEqual([]);
    expect(desk.engine.carried).toEqual([]);
  });

  it.each([
    ['go', planned],
    ['no-go', planned],
    ['approve', polling],
    ['reject', polling],
  ] as const)('%s by a button from an older state says so and opens nothing', async (action, stage) => {
    const desk = await frontDesk();
    const [said] = await desk.clicks('farah', action, buttonOf(await stage(desk)));
    expect(said?.text).toContain('older state');
    expect(desk.modals).toEqual([]);
    expect(desk.engine.carried).toEqual([]);
  });

  it('with a word too many is not guessed at', async () => {
    const desk = await frontDesk();
    await paused(desk);
    const [said] = await desk.types('george', '/release resume slowly');
    expect(said?.text).toContain('`slowly`');
    expect(desk.engine.carried).toEqual([]);
  });
});

describe('looking', () => {
  it('list shows what is live, and what is named', async () => {
    const desk = await frontDesk();
    await desk.plans();
    await desk.plans({ environment: 'staging', version: '1.5.0' });
    const [all] = await desk.types('ana', '/release list');
    expect(all?.text).toMatch(/1\.5\.0[\s\S]*1\.4\.0/);
    const [named] = await desk.types('ana', '/release list prod');
    expect(named?.text).toContain('1.4.0');
    expect(named?.text).not.toContain('1.5.0');
  });

  it('show gives plan and history, and what a step printed', async () => {
    const desk = await frontDesk();
    const release = await baking(desk);
    const [whole] = await desk.types('ana', '/release show');
    expect(whole?.shown).toContain('Faster payment');
    const [output] = await desk.types('ana', '/release show output install');
    expect(output?.shown).toContain(`printed by ${release.id}.install.1`);
    const [unknown] = await desk.types('ana', '/release show output instal');
    expect(unknown?.text).toContain('Did you mean `/release show output install`?');
    const [none] = await desk.types('ana', '/release show output verify');
    expect(none?.text).toContain('`verify` has printed nothing');
  });

  it('works by a button from an older state as well', async () => {
    const desk = await frontDesk();
    const release = await planned(desk);
    const [said] = await desk.clicks('ana', 'show', buttonOf({ ...release, digest: '0'.repeat(64) }));
    expect(said?.shown).toContain('Faster payment');
  });

  it('a bare /release offers each person what they can do here now', async () => {
    const desk = await frontDesk();
    await desk.plans({ environment: 'staging' });
    const offered = async (who: string) =>
      (await desk.types(who, '/release'))[0]?.buttons.map(({ action }) => action);
    expect(await offered('farah')).toContain('approve');
    expect(await offered('ana')).not.toContain('approve');
  });
});

describe('locking a place', () => {
  it('is told to everybody, holds what would start, and unlocking lets it go', async () => {
    const desk = await frontDesk();
    const [locked] = await desk.types('george', '/release lock dev the database moves');
    expect(locked).toMatchObject({ forAll: true, text: expect.stringContaining('the database moves') });
    await desk.types('ana', '/release start v1.4.0 minor dev');
    expect(desk.engine.rows()).toMatchObject([{ status: 'queued' }]);
    const [unlocked] = await desk.types('george', '/release unlock dev');
    expect(unlocked?.forAll).toBe(true);
  });

  it('asks for the reason in a form when none is typed', async () => {
    const desk = await frontDesk();
    await desk.types('george', '/release lock prod');
    await desk.sends('george', {
      reason: { input: { value: 'audit' } },
      length: { input: { selected_option: { value: '3600000' } } },
    });
    const { lock } = await desk.engine.lane({ service: 'checkout', environment: 'production' });
    expect(lock).toMatchObject({ reason: 'audit', until: desk.engine.now + 3_600_000 });
  });

  it('until a moment is read by the clocks of whoever types it', async () => {
    const desk = await frontDesk();
    // Chloe lives in Shanghai, eight hours ahead of UTC.
    await desk.types('chloe', '/release lock prod "audit" --until "2030-01-02 09:00"');
    const { lock } = await desk.engine.lane({ service: 'checkout', environment: 'production' });
    expect(lock?.until).toBe(Date.parse('2030-01-02T01:00:00Z'));
  });

  it('needs a reason where no form can open', async () => {
    const desk = await frontDesk();
    const [said] = await desk.types('george', '/release lock prod', { triggerId: null });
    expect(said?.text).toContain('say why');
  });

  it('by a card’s button unlocks where its release goes', async () => {
    const desk = await frontDesk();
    await desk.types('george', '/release lock dev the database moves');
    const release = await desk.plans({ environment: 'development' });
    const [said] = await desk.clicks('george', 'unlock', buttonOf(release));
    expect(said?.text).toContain('unlocked');
  });
});
