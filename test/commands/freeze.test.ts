import { describe, expect, it } from 'vitest';
import { frontDesk } from './front-desk.ts';

describe('a freeze by hand', () => {
  it('is set for a service and an environment, by one’s own clock, and told to everybody', async () => {
    const desk = await frontDesk();
    // George lives in Johannesburg, two hours ahead of UTC.
    const [said] = await desk.types(
      'george',
      '/release freeze checkout prod from 2030-06-03 14:00 until 2030-06-04 08:00 the trade fair',
    );
    expect(said?.forAll).toBe(true);
    expect(said?.text).toMatch(/froze checkout in production.*the trade fair.*may finish/);
    expect((await desk.engine.organisation()).freezes).toMatchObject([
      {
        id: expect.stringMatching(/^freeze-[0-9a-f]{6}$/),
        services: ['checkout'],
        environments: ['production'],
        from: Date.parse('2030-06-03T12:00:00Z'),
        until: Date.parse('2030-06-04T06:00:00Z'),
        reason: 'the trade fair',
      },
    ]);
  });

  it('begins now and holds everywhere where nothing else is said; --during pause pauses what is under way', async () => {
    const desk = await frontDesk();
    const [said] = await desk.types(
      'george',
      '/release freeze all until "in 2 hours" network works --during pause',
    );
    expect(said?.text).toMatch(/froze everything from.*paused when it begins/);
    const { now } = desk.engine;
    expect((await desk.engine.organisation()).freezes).toMatchObject([
      { services: [], environments: [], from: now, until: now + 7_200_000, during: 'pause' },
    ]);
  });

  it('holds back what would start, and is listed and lifted by its id', async () => {
    const desk = await frontDesk();
    await desk.types('george', '/release freeze checkout dev until 2030-06-03 14:00 works');
    await desk.types('ana', '/release start v1.4.0 minor dev');
    expect(desk.engine.rows()).toMatchObject([{ status: 'queued' }]);
    const [freeze] = (await desk.engine.organisation()).freezes;
    expect((await desk.types('ana', '/release freeze'))[0]?.text).toContain(freeze?.id);
    const [lifted] = await desk.types('george', `/release freeze lift ${freeze?.id}`);
    expect(lifted).toMatchObject({ forAll: true, text: expect.stringContaining('lifted') });
    expect((await desk.types('ana', '/release freeze'))[0]?.text).toContain('Nothing is frozen by hand');
  });

  it.each([
    ['/release freeze chekout until fri 18:00 x', 'checkout'],
    ['/release freeze checkout prdo until fri 18:00 x', 'production'],
    ['/release freeze checkout prod fri 18:00 x', 'The end (until when'],
    ['/release freeze checkout prod until friday x', '`friday 14:00`'],
    ['/release freeze checkout prod until someday x', 'no moment I understand'],
    ['/release freeze checkout prod until 2020-01-01 10:00 x', 'is over'],
    ['/release freeze checkout prod until fri 18:00', 'say why'],
    ['/release freeze checkout prod from 2030-06-03 14:00 until 2030-06-03 12:00 x', 'over before it begins'],
    ['/release freeze checkout prod until fri 18:00 x --during stop', '`finish` or `pause`'],
    ['/release freeze lift', 'The freeze (its id'],
    ['/release freeze lift freeze-000000', 'nobody has set one'],
  ])('%s is answered with one message that says %j, and nothing is frozen', async (line, says) => {
    const desk = await frontDesk();
    const said = await desk.types('george', line);
    expect(said).toHaveLength(1);
    expect(said[0]?.text).toContain(says);
    expect(said[0]?.forAll).toBe(false);
    expect((await desk.engine.organisation()).freezes).toEqual([]);
  });

  it('is not up to everybody, and the refusal says to whom', async () => {
    const desk = await frontDesk();
    const [said] = await desk.types('ana', '/release freeze checkout prod until fri 18:00 x');
    expect(said?.text).toContain('operations');
    expect((await desk.engine.organisation()).freezes).toEqual([]);
  });
});
