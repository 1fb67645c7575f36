import { describe, expect, it } from 'vitest';
import { type Freshness, PeopleUnknown, people } from '../../src/policy/people.ts';
import type { Policy } from '../../src/policy/policy.ts';
import { shipped } from '../support/builders.ts';

const approvals: Policy['approvals'] = {
  ...shipped.approvals,
  groups: {
    tech_leads: { slack: '@tech-leads' },
    qa: { slack: 'S02QUALITY', people: ['UQUIN00000'] },
    cto: { people: ['UCLEO00000'] },
  },
  roles: { development: ['tech_leads', 'cto'], qa: ['qa'] },
};

const inSlack: Record<string, string[]> = {
  'tech-leads': ['UTESS00000', 'UHANK00000'],
  S02QUALITY: ['UHANK00000'],
};

function slack() {
  const asked: [string, Freshness][] = [];
  const membersOf = async (group: string, fresh: Freshness) => {
    asked.push([group, fresh]);
    const members = inSlack[group];
    if (!members) throw new Error('no_such_subteam');
    return members;
  };
  return { asked, membersOf };
}

describe('the groups of a person', () => {
  it('come from Slack user groups and from lists of people', async () => {
    const { groupsOf } = people({ approvals }, slack().membersOf);
    expect(await groupsOf('UHANK00000')).toEqual(['tech_leads', 'qa']);
    expect(await groupsOf('UQUIN00000')).toEqual(['qa']);
    expect(await groupsOf('UCLEO00000')).toEqual(['cto']);
    expect(await groupsOf('UNORA00000')).toEqual([]);
  });
  it('are read anew when that is asked for', async () => {
    const { asked, membersOf } = slack();
    await people({ approvals }, membersOf).groupsOf('UHANK00000', { fresh: true });
    expect(asked).toEqual([
      ['tech-leads', true],
      ['S02QUALITY', true],
    ]);
  });
  it('may be asked for among a few, and then the others are not read', async () => {
    const { asked, membersOf } = slack();
    const { groupsOf } = people({ approvals }, membersOf);
    expect(await groupsOf('UHANK00000', { among: ['qa', 'cto', 'nobody'] })).toEqual(['qa']);
    expect(asked.map(([group]) => group)).toEqual(['S02QUALITY']);
  });
});

describe('a group that cannot be read', () => {
  const unreadable = people({ approvals }, () => Promise.reject(new Error('ratelimited')));
  it('makes nobody a member on a guess, nor nobody none', async () => {
    await expect(unreadable.groupsOf('UHANK00000')).rejects.toThrow(PeopleUnknown);
    await expect(unreadable.rolesOf('UHANK00000')).rejects.toThrow(PeopleUnknown);
    await expect(unreadable.membersOf('qa')).rejects.toThrow(
      'the members of qa could not be read: ratelimited',
    );
  });
  it('is no hindrance where it does not matter', async () => {
    expect(await unreadable.groupsOf('UCLEO00000', { among: ['cto'] })).toEqual(['cto']);
  });
});

describe('the roles of a person', () => {
  it('are those their groups speak for', async () => {
    const { rolesOf } = people({ approvals }, slack().membersOf);
    expect(await rolesOf('UHANK00000')).toEqual(['development', 'qa']);
    expect(await rolesOf('UCLEO00000')).toEqual(['development']);
    expect(await rolesOf('UNORA00000')).toEqual([]);
  });
});

describe('the members of a group', () => {
  it('are named once, from both sources', async () => {
    const { membersOf } = people({ approvals }, slack().membersOf);
    expect(await membersOf('qa')).toEqual(['UQUIN00000', 'UHANK00000']);
    expect(await membersOf('nobody')).toEqual([]);
  });
});
