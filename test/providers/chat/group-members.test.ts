import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { groupMembers } from '../../../src/providers/chat/group-members.ts';
import { ChatRefused, type UserGroup } from '../../../src/providers/chat/port.ts';

const QA: UserGroup = { id: 'S1', handle: 'qa', members: ['U1', 'U2'] };

/** A chat that notes when it was read. */
function aChat(groups: UserGroup[] = [QA]) {
  const reads: number[] = [];
  return {
    reads,
    userGroups: async () => {
      reads.push(performance.now());
      return [...groups];
    },
  };
}

describe('the members of a group', () => {
  it('are read once for whoever asks in the same moment, by id or by handle', async () => {
    const chat = aChat();
    const members = groupMembers(chat);
    const answers = await Promise.all([members('S1', true), members('qa', true), members('qa', false)]);
    expect(answers).toEqual([QA.members, QA.members, QA.members]);
    expect(chat.reads).toHaveLength(1);
  });

  it('are remembered, except for who needs to know them as they are now', async () => {
    const groups = [QA];
    const chat = aChat(groups);
    const members = groupMembers(chat);
    await members('qa', false);
    groups[0] = { ...QA, members: ['U3'] };
    expect(await members('qa', false)).toEqual(QA.members);
    expect(await members('qa', true)).toEqual(['U3']);
    expect(await members('qa', false)).toEqual(['U3']);
  });

  it('are read once for everybody who asks lately, until half a minute is over', async () => {
    let now = 0;
    const groups = [QA];
    const chat = aChat(groups);
    const members = groupMembers(chat, 6_000, () => now);
    for (let vote = 0; vote < 40; vote++) await members('qa', 'lately');
    expect(chat.reads).toHaveLength(1);
    groups[0] = { ...QA, members: ['U3'] };
    now = 29_999;
    expect(await members('qa', 'lately')).toEqual(QA.members);
    now = 30_000;
    expect(await members('qa', 'lately')).toEqual(['U3']);
  });

  it('are read again for whoever asks lately after a read that failed', async () => {
    let fails = true;
    const chat = { userGroups: async () => (fails ? Promise.reject(new Error('ratelimited')) : [QA]) };
    const members = groupMembers(chat);
    await expect(members('qa', 'lately')).rejects.toThrow('ratelimited');
    fails = false;
    expect(await members('qa', 'lately')).toEqual(QA.members);
  });

  it('are read ten times in a burst and then once per turn, so that nobody waits longer than one turn', async () => {
    const chat = aChat();
    const members = groupMembers(chat, 200);
    const waits: number[] = [];
    for (let press = 0; press < 13; press++) {
      const pressedAt = performance.now();
      await members('qa', true);
      waits.push(performance.now() - pressedAt);
    }
    const [first = 0] = chat.reads;
    expect(chat.reads[9]! - first).toBeLessThan(200);
    expect(chat.reads[12]! - first).toBeGreaterThan(3 * 200 - 50);
    expect(Math.max(...waits)).toBeLessThan(2 * 200);
    await pause(250);
    const restedAt = performance.now();
    await members('qa', true);
    expect(performance.now() - restedAt).toBeLessThan(150);
  });

  it('of a group Slack does not know are refused, not empty', async () => {
    await expect(groupMembers(aChat())('ghosts', false)).rejects.toBeInstanceOf(ChatRefused);
  });
});
