import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { sayingToWait } from '../../src/commands/patience.ts';
import { rolesHeld } from '../../src/commands/roles-held.ts';
import type { Freshness, People } from '../../src/policy/people.ts';

const people = (answerMs: number, asked: Freshness[] = []): People => {
  const answer = async (fresh: Freshness = false) => {
    asked.push(fresh);
    await pause(answerMs);
    return ['qa'];
  };
  return {
    groupsOf: (_, { fresh } = {}) => answer(fresh),
    rolesOf: (_, { fresh } = {}) => answer(fresh),
    membersOf: (_, { fresh } = {}) => answer(fresh),
    listedIn: () => [],
  };
};

describe('whoever waits for what Slack is asked', () => {
  const waiting = (answerMs: number) => {
    const said: string[] = [];
    return { said, people: sayingToWait(people(answerMs), async () => void said.push('still asking'), 20) };
  };

  it('is told so once, and answered as soon as Slack has told', async () => {
    const { said, people: patient } = waiting(60);
    const answers = await Promise.all([
      patient.rolesOf('U1', { fresh: 'lately' }),
      patient.groupsOf('U1', { fresh: true }),
    ]);
    expect(answers).toEqual([['qa'], ['qa']]);
    await patient.rolesOf('U1', { fresh: true });
    expect(said).toEqual(['still asking']);
  });

  it('is told nothing of the kind where Slack is quick, or a form says what came of it', async () => {
    const quick = waiting(0);
    await quick.people.rolesOf('U1', { fresh: true });
    const slow = waiting(60);
    await slow.people.quietly?.rolesOf('U1', { fresh: true });
    expect([...quick.said, ...slow.said]).toEqual([]);
  });

  it('is told what was wrong as without it', async () => {
    const broken = { ...people(0), rolesOf: () => Promise.reject(new Error('ratelimited')) };
    const patient = sayingToWait(broken, async () => {}, 20);
    await expect(patient.rolesOf('U1', { fresh: true })).rejects.toThrow('ratelimited');
  });
});

describe('the roles somebody votes, ticks and accepts for', () => {
  it('may have been read a moment ago', async () => {
    const asked: Freshness[] = [];
    expect(await rolesHeld('U1', ['qa'], { people: people(0, asked) })).toEqual(['qa']);
    expect(asked).toEqual(['lately']);
  });

  it('are read now before anybody is turned away', async () => {
    const asked: Freshness[] = [];
    await rolesHeld('U1', ['cto'], { people: people(0, asked) });
    expect(asked).toEqual(['lately', true]);
  });
});
