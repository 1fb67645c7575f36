import { describe, expect, it } from 'vitest';
import { buttonOf, CHECKOUT, frontDesk } from './front-desk.ts';

/** By the clocks of Ana, who lives in Madrid. */
const when = '2030-06-03 14:00';
const AT = Date.parse('2030-06-03T12:00:00Z');
const seconds = (at: number) => ({ startAt: { input: { selected_date_time: at / 1000 } } });

describe('a planned start', () => {
  it('typed with the command is filled into the form, and echoed in all the zones that matter', async () => {
    const desk = await frontDesk();
    await desk.types('ana', `/release start v1.4.0 minor prod --at "${when}"`);
    const picker = desk.modals.at(-1)?.blocks.find(({ block_id: id }) => id === 'startAt');
    expect(picker).toMatchObject({ element: { initial_date_time: AT / 1000 } });
    const { said } = await desk.sends('ana', {
      ...seconds(AT),
      goal: { input: { value: 'Faster payment' } },
      communication: { input: { value: 'Support knows' } },
      window: { input: { value: 'Monday' } },
    });
    const [row] = desk.engine.rows();
    expect((await desk.load(row!.id)).plan.startAt).toBe(AT);
    expect(said[0]?.text).toContain('14:00 (Europe/Madrid)');
    expect(said[0]?.text).toContain('12:00 (UTC)');
  });

  it('works from the command alone where the policy asks for no form', async () => {
    const desk = await frontDesk();
    const [said] = await desk.types('chloe', `/release start v1.4.0 minor dev --at "${when}"`);
    const [row] = desk.engine.rows();
    expect((await desk.load(row!.id)).plan.startAt).toBe(Date.parse('2030-06-03T06:00:00Z'));
    expect(row?.status).toBe('preparing');
    expect(said?.text).toContain('14:00 (Asia/Shanghai)');
  });

  it('is moved and taken off, typed with or without the release', async () => {
    const desk = await frontDesk();
    const { id } = await desk.plans();
    const [said] = await desk.types('ana', `/release reschedule ${when}`);
    expect(said?.text).toContain('14:00 (Europe/Madrid)');
    expect((await desk.load(id)).plan.startAt).toBe(AT);
    await desk.types('ana', '/release reschedule checkout prod 2030-06-04 09:00 UTC');
    expect((await desk.load(id)).plan.startAt).toBe(Date.parse('2030-06-04T09:00:00Z'));
    const [off] = await desk.types('ana', '/release reschedule none');
    expect(off?.text).toContain('no planned start');
    expect((await desk.load(id)).plan).not.toHaveProperty('startAt');
  });

  it('is moved in a form too, which says at its field that a time is over', async () => {
    const desk = await frontDesk();
    const { id } = await desk.plans({ startAt: AT });
    await desk.types('ana', '/release reschedule');
    expect((await desk.sends('ana', seconds(AT - 86_400_000 * 2_000))).submission).toMatchObject({
      errors: { startAt: expect.stringContaining('over') },
    });
    await desk.sends('ana', seconds(AT + 60_000));
    expect((await desk.load(id)).plan.startAt).toBe(AT + 60_000);
    await desk.types('ana', '/release reschedule');
    await desk.sends('ana', { startAt: { input: { selected_date_time: null } } });
    expect((await desk.load(id)).plan).not.toHaveProperty('startAt');
  });

  it('is not up to everybody, and the refusal says to whom', async () => {
    const desk = await frontDesk();
    const { id } = await desk.plans({ startAt: AT });
    const [said] = await desk.types('ben', `/release reschedule ${when}`);
    expect(said?.text).toContain(`<@${desk.personId('ana')}>`);
    expect((await desk.load(id)).plan.startAt).toBe(AT);
  });

  it('needs its time where no form can open', async () => {
    const desk = await frontDesk();
    await desk.plans();
    const [said] = await desk.types('ana', '/release reschedule', { triggerId: null, channel: CHECKOUT });
    expect(said?.text).toContain('The time (a moment such as');
  });
});

describe('/release owner', () => {
  it('gives the release to whoever is mentioned', async () => {
    const desk = await frontDesk();
    const { id } = await desk.plans();
    const ben = desk.personId('ben');
    const [said] = await desk.types('ana', `/release owner <@${ben}>`);
    expect(said?.text).toContain(`in the hands of <@${ben}>`);
    expect((await desk.load(id)).plan.owner).toBe(ben);
    expect((await desk.types('ben', '/release owner'))[0]?.text).toContain('is missing');
    expect((await desk.types('ben', '/release owner somebody'))[0]?.text).toContain('`somebody`');
  });

  it('keeps a button from before the change from doing anything', async () => {
    const desk = await frontDesk();
    const before = await desk.plans();
    await desk.types('ana', `/release owner <@${desk.personId('ben')}>`);
    const [said] = await desk.clicks('farah', 'approve', buttonOf(before));
    expect(said?.text).toContain('older state');
  });
});
