import { describe, expect, it } from 'vitest';
import { rolesOfNobody, shortageOf } from '../../src/release/enough-people.ts';

const rule = { required: 3, groups: ['tech_leads', 'qa'], mandatory: ['cto'] };
const members = { tech_leads: ['tess', 'theo'], qa: ['quin'], cto: ['cleo'] };

describe('a row of the matrix can be satisfied', () => {
  it('when somebody is in each mandatory group and enough different people are in all of them', () => {
    expect(shortageOf(rule, members)).toBeNull();
    expect(shortageOf({ ...rule, required: 4 }, members)).toBeNull();
  });
  it('not when nobody is in a mandatory group, and then it names the group', () => {
    expect(shortageOf(rule, { ...members, cto: [] })).toMatchObject({ nobodyIn: ['cto'] });
  });
  it('not when the only one of a mandatory group asks for the release', () => {
    expect(shortageOf(rule, members, ['cleo'])).toMatchObject({ nobodyIn: ['cto'], available: null });
  });
  it('not when more people are required than there are, each counted once', () => {
    expect(shortageOf({ ...rule, required: 5 }, members)).toEqual({
      nobodyIn: [],
      required: 5,
      available: 4,
    });
    expect(shortageOf(rule, { ...members, tech_leads: ['cleo'], qa: ['cleo'] })).toMatchObject({
      available: 1,
    });
  });
  it('as far as anybody can tell, when a group could not be read', () => {
    const { qa: _, ...some } = members;
    expect(shortageOf({ ...rule, required: 9 }, some)).toBeNull();
    expect(shortageOf(rule, { cto: [] })).toMatchObject({ nobodyIn: ['cto'], available: null });
  });
});

it('a polled role has nobody when every group that may speak for it is known to be empty', () => {
  const groupsOf = { product: ['product', 'cto'], qa: ['qa'] };
  const roles = ['product', 'qa'];
  expect(rolesOfNobody(roles, groupsOf, { ...members, product: [] })).toEqual([]);
  expect(rolesOfNobody(roles, groupsOf, { ...members, qa: [] })).toEqual(['qa']);
  expect(rolesOfNobody(roles, groupsOf, { product: [], qa: [] })).toEqual(['qa']);
  expect(rolesOfNobody(['support'], groupsOf, members)).toEqual(['support']);
});
