import { describe, expect, it } from 'vitest';
import { buttonOf, type FrontDesk, frontDesk } from './front-desk.ts';
import { completed } from './stages.ts';

const NOTES = 'The release notes are written';
const withChecklist = () => frontDesk({}, { checklist: true });
const preparing = async (desk: FrontDesk) => {
  const { id, digest } = await desk.plans();
  for (const [by, groups] of [
    ['chloe', ['product_owners']],
    ['elif', ['security_team']],
    ['hana', ['cto']],
  ] as const) {
    await desk.engine.work(id, { type: 'Approve', by: desk.personId(by), groups: [...groups], digest });
  }
  return desk.load(id);
};
const open = { triggerId: null };
const boxes = (desk: FrontDesk) =>
  JSON.stringify(desk.modals.at(-1)?.blocks.filter(({ type }) => type === 'input'));
/** The form as it is sent off: what evidence has ticked stays ticked. */
const sent = (...ids: string[]) => ({
  'checklist.agreed': {
    input: { selected_options: ['agreed', 'way-back-ready', ...ids].map(value => ({ value })) },
  },
});

describe('/release checklist', () => {
  it('lists every item with who or what ticked it, and how to tick the rest', async () => {
    const desk = await withChecklist();
    await preparing(desk);
    const [said] = await desk.types('ivan', '/release checklist');
    expect(said?.shown).toContain(`⚪ ${NOTES} (\`release-notes\`, product)`);
    expect(said?.shown).toMatch(/✅ The approvals that are needed are in: all approvals are in, /);
    expect(said?.shown).toContain('/release checklist tick');
    expect(desk.modals).toEqual([]);
  });
  it('opens a form with what the asker may tick; the rest is there to read', async () => {
    const desk = await withChecklist();
    await preparing(desk);
    expect(await desk.types('julia', '/release checklist')).toEqual([]);
    expect(boxes(desk)).toContain(NOTES);
    expect(boxes(desk)).not.toContain('There is a way back');
    expect(JSON.stringify(desk.modals)).toContain('There is a way back');
  });
  it('show is the list, also for who could tick', async () => {
    const desk = await withChecklist();
    await preparing(desk);
    const [said] = await desk.types('julia', '/release checklist show');
    expect(said?.shown).toContain(NOTES);
    expect(desk.modals).toEqual([]);
  });
  it('says so where the policy asks for none', async () => {
    const desk = await frontDesk();
    await desk.plans({ environment: 'staging' });
    const [said] = await desk.types('ana', '/release checklist');
    expect(said?.text).toContain('no checklist here');
  });
});

describe('ticking', () => {
  it('typed, opens the Go/No-Go with the last item', async () => {
    const desk = await withChecklist();
    const { id } = await preparing(desk);
    const [said] = await desk.types('julia', '/release checklist tick release-notes', open);
    expect(said?.text).toMatch(/1 item is ticked .*The Go\/No-Go is open/);
    expect((await desk.load(id)).status).toBe('polling');
  });
  it('from the form sends only what its sender changed', async () => {
    const desk = await withChecklist();
    const release = await preparing(desk);
    await desk.clicks('ana', 'checklist', buttonOf(release));
    await desk.types('julia', '/release checklist tick release-notes', open);
    const { said } = await desk.sends('ana', sent());
    expect(said[0]?.text).toContain('stood like that already');
    expect((await desk.load(release.id)).status).toBe('polling');
  });
  it('from the form ticks and opens the Go/No-Go, too', async () => {
    const desk = await withChecklist();
    const release = await preparing(desk);
    await desk.clicks('ana', 'checklist', buttonOf(release));
    await desk.sends('ana', sent('release-notes'));
    expect((await desk.load(release.id)).status).toBe('polling');
  });
  it('an item nobody knows: says which was probably meant', async () => {
    const desk = await withChecklist();
    await preparing(desk);
    const [said] = await desk.types('ana', '/release checklist tick relase-notes', open);
    expect(said?.text).toContain('Did you mean `/release checklist tick release-notes`?');
  });
  it('no item: says what is missing', async () => {
    const desk = await withChecklist();
    await preparing(desk);
    const [said] = await desk.types('ana', '/release checklist tick', open);
    expect(said?.text).toContain('The item of the checklist is missing');
  });
  it('by somebody who may not: says who could', async () => {
    const desk = await withChecklist();
    await preparing(desk);
    const [said] = await desk.types('kofi', '/release checklist tick release-notes', open);
    expect(said?.text).toMatch(/whoever speaks for product, or by <@U01ANAVEGA>/);
  });
  it('the owner ticks although Slack cannot tell who belongs where', async () => {
    const desk = await withChecklist();
    const { id } = await preparing(desk);
    desk.losesGroups();
    await desk.types('ana', '/release checklist tick release-notes', open);
    expect((await desk.load(id)).status).toBe('polling');
  });
});

describe('unticking', () => {
  const polling = async (desk: FrontDesk) => {
    const { id } = await preparing(desk);
    await desk.types('ana', '/release checklist tick release-notes', open);
    return desk.load(id);
  };
  it('typed, needs a reason', async () => {
    const desk = await withChecklist();
    await polling(desk);
    const [said] = await desk.types('ana', '/release checklist untick release-notes', open);
    expect(said?.text).toContain('Please say why: `/release checklist untick &lt;item&gt; &lt;reason&gt;`');
  });
  it('typed, says what happens to the Go/No-Go', async () => {
    const desk = await withChecklist();
    const { id } = await polling(desk);
    const [said] = await desk.types('ana', '/release checklist untick release-notes wrong date', open);
    expect(said?.text).toContain('votes given so far no longer count');
    expect((await desk.load(id)).status).toBe('preparing');
  });
  it('in the form, asks for the reason at its field', async () => {
    const desk = await withChecklist();
    const release = await polling(desk);
    await desk.clicks('ana', 'checklist', buttonOf(release));
    const { submission } = await desk.sends('ana', sent());
    expect(submission).toEqual({ errors: { reason: expect.stringContaining('Please say why') } });
    await desk.sends('ana', { ...sent(), reason: { input: { value: 'wrong date' } } });
    expect((await desk.load(release.id)).marks['release-notes']).toMatchObject({ reason: 'wrong date' });
  });
});

describe('after completion', () => {
  const out = async (desk: FrontDesk) => {
    const { id } = await completed(desk);
    return desk.load(id);
  };
  it('nobody is asked where the policy asks nobody', async () => {
    const desk = await frontDesk();
    await out(desk);
    const [said] = await desk.types('dmitri', '/release accept development', open);
    expect(said?.text).toContain('asks nobody to accept');
  });
});
