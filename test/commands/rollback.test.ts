import { describe, expect, it } from 'vitest';
import type { Release } from '../../src/release/state.ts';
import { buttonOf, CHECKOUT, type FrontDesk, frontDesk, GENERAL } from './front-desk.ts';
import { approvedInStaging, completed, out, watchedInStaging } from './stages.ts';

const statusOf = async (desk: FrontDesk, { id }: Release) => (await desk.load(id)).status;
const SEARCH_PLAN = { service: 'search', channel: CHECKOUT };

describe('/rollback now', () => {
  it('acts at once on the only candidate of the channel, without asking anybody', async () => {
    const desk = await frontDesk();
    const release = await out(desk);
    desk.losesGroups();
    const [said] = await desk.types('julia', '/rollback now');
    expect(said?.text).toContain('is being rolled back to 1.3.2');
    expect((await desk.load(release.id)).rollback).toMatchObject({
      way: 'immediate',
      by: desk.personId('julia'),
    });
  });

  it('goes ahead where Slack cannot say who is on call, and records that nobody could check it', async () => {
    const desk = await frontDesk();
    const release = await out(desk);
    desk.losesGroups();
    await desk.types('lena', '/rollback now');
    expect((await desk.load(release.id)).rollback).toMatchObject({ unchecked: true });
  });

  it('asks nobody about the owner, and records nothing of the kind', async () => {
    const desk = await frontDesk();
    const release = await out(desk);
    desk.losesGroups();
    await desk.types('ana', '/rollback now');
    const { rollback } = await desk.load(release.id);
    expect(rollback).toMatchObject({ by: desk.personId('ana') });
    expect(rollback).not.toHaveProperty('unchecked');
  });

  it('is refused to whom the policy does not name, with who could', async () => {
    const desk = await frontDesk();
    const release = await out(desk);
    const [said] = await desk.types('lena', '/rollback now');
    expect(said?.text).toContain('may roll back there. Please ask them.');
    expect(said?.text).toContain('members of operations');
    expect(await statusOf(desk, release)).toBe('deploying');
  });

  it('takes the reason and the way that are given', async () => {
    const desk = await frontDesk();
    const release = await out(desk);
    await desk.types('julia', '/rollback now errors everywhere --strategy phased');
    expect((await desk.load(release.id)).rollback).toMatchObject({ way: 'phased', why: 'errors everywhere' });
  });

  it('asks neither Slack nor a provider before it is carried out', async () => {
    const desk = await frontDesk();
    await out(desk);
    const asked: string[] = [];
    desk.desk.facts = () => Promise.reject(new Error('no provider is to be asked'));
    Object.assign(desk.desk.slack.interactive, {
      views: { open: () => asked.push('views.open'), update: () => asked.push('views.update') },
    });
    desk.losesGroups();
    await desk.types('julia', '/rollback now');
    expect(desk.engine.carried.map(({ type }) => type)).toEqual(['RollBack']);
    expect(asked).toEqual([]);
  });

  it('acts on one in the middle of its phases', async () => {
    const desk = await frontDesk();
    const release = await approvedInStaging(desk);
    await desk.types('julia', '/rollback now');
    expect(await statusOf(desk, release)).toBe('rolling-back');
  });

  it('still takes a completed release back while it is watched', async () => {
    const desk = await frontDesk();
    const release = await watchedInStaging(desk);
    expect(release.watch.until).toBeGreaterThan(desk.engine.now);
    await desk.types('julia', '/rollback now');
    expect(await statusOf(desk, release)).toBe('rolling-back');
  });

  it('lists one whose watch is over, with from and to, for one click', async () => {
    const desk = await frontDesk();
    const release = await watchedInStaging(desk);
    desk.engine.now = (release.watch.until ?? 0) + 1;
    const [said] = await desk.types('julia', '/rollback now');
    expect(said?.text).toContain('1.4.0 → 1.3.2');
    expect(await statusOf(desk, release)).toBe('completed');
    await desk.clicks('julia', 'rollback-now', said?.buttons[0]?.value ?? '');
    expect(await statusOf(desk, release)).toBe('rolling-back');
  });

  it('keeps to the way that was asked for when a choice is given', async () => {
    const desk = await frontDesk();
    const release = await watchedInStaging(desk);
    desk.engine.now = (release.watch.until ?? 0) + 1;
    const [said] = await desk.types('julia', '/rollback now --strategy phased');
    expect(said?.text).toContain('/rollback now checkout staging --strategy phased');
    await desk.clicks('julia', 'rollback-now', said?.buttons[0]?.value ?? '');
    expect((await desk.load(release.id)).rollback).toMatchObject({ way: 'phased' });
  });

  it('lists several, production first, and does nothing by itself', async () => {
    const desk = await frontDesk();
    const first = await out(desk, { version: '2.0.1', running: '2.0.0', type: 'patch' });
    const second = await approvedInStaging(desk);
    const [said] = await desk.types('julia', '/rollback now');
    expect(said?.text).toMatch(/staging.*1\.4\.0 → 1\.3\.2[\s\S]*development.*2\.0\.1 → 2\.0\.0/i);
    expect(said?.buttons.map(({ action }) => action)).toEqual(['rollback-now', 'rollback-now']);
    expect(await statusOf(desk, first)).toBe('deploying');
    expect(await statusOf(desk, second)).toBe('deploying');
  });

  it('only offers what went out elsewhere', async () => {
    const desk = await frontDesk();
    const release = await out(desk);
    const [said] = await desk.types('julia', '/rollback now', { channel: GENERAL });
    expect(said?.buttons.map(({ action }) => action)).toEqual(['rollback-now']);
    expect(await statusOf(desk, release)).toBe('deploying');
  });

  it('acts on what is named from anywhere', async () => {
    const desk = await frontDesk();
    await out(desk);
    const search = await out(desk, { ...SEARCH_PLAN, version: '2.0.1', running: '2.0.0', type: 'patch' });
    await desk.types('julia', '/rollback now search dev', { channel: GENERAL });
    expect(await statusOf(desk, search)).toBe('rolling-back');
  });

  it('acts at once on the release of the war room', async () => {
    const desk = await frontDesk();
    const first = await out(desk);
    const second = await out(desk, { ...SEARCH_PLAN, version: '2.0.1', running: '2.0.0', type: 'patch' });
    desk.rooms.set('C0WARROOM01', second.id);
    await desk.types('julia', '/rollback now', { channel: 'C0WARROOM01' });
    expect(await statusOf(desk, second)).toBe('rolling-back');
    expect(await statusOf(desk, first)).toBe('deploying');
  });

  it('acts on the release of the thread', async () => {
    const desk = await frontDesk();
    const first = await out(desk);
    const second = await out(desk, { ...SEARCH_PLAN, version: '2.0.1', running: '2.0.0', type: 'patch' });
    desk.threads.set(`${CHECKOUT}/5.5`, second.id);
    await desk.types('julia', '/release rollback now', { threadTs: '5.5', triggerId: null });
    expect(await statusOf(desk, second)).toBe('rolling-back');
    expect(await statusOf(desk, first)).toBe('deploying');
  });

  it('offers Abort before anything is deployed', async () => {
    const desk = await frontDesk();
    const release = await desk.plans();
    const [said] = await desk.types('julia', '/rollback now');
    expect(said?.buttons.map(({ action }) => action)).toEqual(['abort']);
    expect(await statusOf(desk, release)).toBe('approving');
  });

  it('shows the status while one comes back already', async () => {
    const desk = await frontDesk();
    const release = await out(desk);
    await desk.types('julia', '/rollback now');
    const [said] = await desk.types('george', '/rollback now');
    expect(said?.buttons.map(({ action }) => action)).toContain('take-over');
    expect(desk.engine.carried.filter(({ type }) => type === 'RollBack')).toHaveLength(1);
    expect(await statusOf(desk, release)).toBe('rolling-back');
  });

  it('asked again in a hurry does not take another release back by accident', async () => {
    const desk = await frontDesk();
    await out(desk);
    await desk.types('julia', '/rollback now checkout dev');
    const other = await approvedInStaging(desk);
    const [said] = await desk.types('george', '/rollback now');
    expect(await statusOf(desk, other)).toBe('deploying');
    expect(said?.text).toContain('1.4.0 → 1.3.2');
  });

  it('works by the button of an older card, whatever the plan looked like then', async () => {
    const desk = await frontDesk();
    const release = await out(desk);
    await desk.clicks('julia', 'rollback-now', buttonOf({ ...release, digest: '0'.repeat(64) }));
    expect(await statusOf(desk, release)).toBe('rolling-back');
  });

  it('says which release is newer when the button belongs to an old one', async () => {
    const desk = await frontDesk();
    const old = await completed(desk);
    await completed(desk, { version: '1.5.0', running: '1.4.0' });
    const [said] = await desk.clicks('julia', 'rollback-now', buttonOf(old));
    expect(said?.text).toContain('1.5.0');
    expect(await statusOf(desk, old)).toBe('completed');
  });
});

describe('/rollback to', () => {
  it('goes back to a known-good version of one’s choice', async () => {
    const desk = await frontDesk();
    await completed(desk);
    const release = await completed(desk, { version: '1.5.0', running: '1.4.0' });
    await desk.types('julia', '/rollback to 1.3.2');
    expect((await desk.load(release.id)).rollback?.to).toBe('1.3.2');
  });

  it('refuses a version that was never known to be good', async () => {
    const desk = await frontDesk();
    const release = await out(desk);
    const [said] = await desk.types('julia', '/rollback to 0.9.0');
    expect(said?.text).toContain('1.3.2');
    expect(await statusOf(desk, release)).toBe('deploying');
  });

  it('lists several for one click, which goes back to that version', async () => {
    const desk = await frontDesk();
    const release = await out(desk);
    await out(desk, { ...SEARCH_PLAN, version: '2.0.1', running: '1.3.2', type: 'major' });
    const [said] = await desk.types('julia', '/rollback to 1.3.2', { channel: GENERAL });
    expect(said?.text).toContain('`/rollback to 1.3.2 &lt;service&gt; &lt;environment&gt;`');
    expect(said?.buttons.map(({ action }) => action)).toEqual(['rollback-to', 'rollback-to']);
    expect(desk.engine.carried).toEqual([]);
    const first = said?.buttons.find(({ value }) => value.includes(release.id));
    await desk.clicks('julia', 'rollback-to', first?.value ?? '');
    expect((await desk.load(release.id)).rollback?.to).toBe('1.3.2');
  });
});

describe('/rollback status', () => {
  it('lists what could be rolled back and never acts, bare too', async () => {
    const desk = await frontDesk();
    const release = await out(desk);
    for (const line of ['/rollback status', '/rollback']) {
      const [said] = await desk.types('julia', line);
      expect(said?.buttons.map(({ action }) => action)).toEqual(['rollback-now']);
    }
    expect(await statusOf(desk, release)).toBe('deploying');
  });
});

describe('taking a rollback over', () => {
  it('needs a reason and ends it by hand', async () => {
    const desk = await frontDesk();
    const release = await out(desk);
    await desk.types('julia', '/rollback now');
    const [refused] = await desk.types('george', '/rollback take-over', { triggerId: null });
    expect(refused?.text).toContain('say why');
    await desk.types('george', '/rollback take-over the proxy is stuck');
    expect(await statusOf(desk, release)).toBe('taken-over');
  });
});
