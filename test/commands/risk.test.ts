import { describe, expect, it } from 'vitest';
import { type FrontDesk, frontDesk } from './front-desk.ts';

const ADD = '/release risk add high very-high "The index takes hours" "It is built beforehand" <@U02BENOKAF>';
const planned = async () => {
  const desk = await frontDesk();
  const { id } = await desk.plans();
  return { desk, id };
};
const risksOf = async (desk: FrontDesk, id: string) => (await desk.load(id)).plan.risks;

describe('/release risk', () => {
  it('shows the matrix, as a table or in letters of one width', async () => {
    const { desk } = await planned();
    const [said] = await desk.types('kofi', '/release risk checkout prod');
    expect(said?.shown).toContain('"type":"table"');
  });
  it('add writes one more risk into the plan, which asks for approvals anew', async () => {
    const { desk, id } = await planned();
    const [said] = await desk.types('ana', ADD);
    expect(said?.text).toContain('is changed');
    expect(await risksOf(desk, id)).toEqual([
      {
        probability: 'high',
        impact: 'very high',
        what: 'The index takes hours',
        mitigation: 'It is built beforehand',
        owner: 'U02BENOKAF',
      },
    ]);
    expect((await desk.load(id)).revisions).toBe(1);
  });
  it('remove takes it out again, by its number', async () => {
    const { desk, id } = await planned();
    await desk.types('ana', ADD);
    await desk.types('ana', '/release risk remove 1');
    expect(await risksOf(desk, id)).toEqual([]);
  });
  it.each([
    ['/release risk add high', 'whole risk'],
    ['/release risk add hih low "a" "b" <@U02BENOKAF>', 'level of probability or impact'],
    ['/release risk add high low "a" "b" ben', 'ben'],
    ['/release risk add high low "a" " " <@U02BENOKAF>', 'every risk has a mitigation'],
    ['/release risk remove', 'number of the risk'],
    ['/release risk remove 7', 'risk of this plan'],
    ['/release risk rmove 1', 'rmove'],
  ])('%s changes nothing and says why', async (line, says) => {
    const { desk, id } = await planned();
    const [said] = await desk.types('ana', line);
    expect(said?.text).toContain(says);
    expect((await desk.load(id)).revisions).toBe(0);
  });
});
