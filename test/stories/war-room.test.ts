import { expect, it } from 'vitest';
import { approved, deployed, planned } from './stage/ceremony.ts';
import { onEveryStage } from './stage/on-every-stage.ts';
import { buttonsOn, readable, until } from './stage/reading.ts';

onEveryStage(
  stage => {
    /** What stands in a channel, as people read it. */
    const told = (channel: string) => stage.workspace.messages(channel).map(readable);
    const inRoom = (channel: string, says: RegExp) =>
      until({
        for: `${channel} to say ${says}`,
        look: () => stage.workspace.messages(channel).find(message => says.test(readable(message))),
        instead: () => told(channel).join('\n'),
      });
    const boardOf = (channel: string, says: RegExp) =>
      until({
        for: `the board of ${channel} to say ${says}`,
        look: () =>
          stage.workspace
            .messages(channel)
            .slice(0, 1)
            .find(board => says.test(readable(board))),
        instead: () => told(channel)[0] ?? 'no board',
      });
    const exists = (channel: string) => {
      try {
        return stage.workspace.channel(channel);
      } catch {
        return undefined;
      }
    };
    const made = (channel: string) =>
      until({ for: `${channel} to be made`, look: () => exists(channel), instead: () => 'no such channel' });

    it('the board of a war room tells a whole release, and its name gets a number where it is taken', async () => {
      const lane = await stage.nextLane();
      const taken = `rel-${lane.service}-1-4-0-prod`;
      stage.workspace.makeChannel('ana', taken);
      await planned(lane, '1.4.0');

      const room = `${taken}-2`;
      await made(room);
      const board = await boardOf(room, /Waiting for approvals/);
      await until({
        for: 'the board to be pinned and people to be there',
        look: () => {
          const { pins, members } = stage.workspace.channel(room);
          const people = ['ana', 'george', 'chloe'].map(handle => stage.workspace.personId(handle));
          return pins[0]?.ts === board.ts && people.every(person => members.includes(person))
            ? true
            : undefined;
        },
        instead: () => JSON.stringify(stage.workspace.channel(room)),
      });
      expect(readable(await lane.card('1.4.0', /War room/))).toContain(stage.workspace.channel(room).id);

      // The detail is told in the room; the release channel has the card and the few that matter.
      const poll = await approved(lane, '1.4.0');
      await inRoom(room, /@elif approved for security_team/);
      await boardOf(room, /Go\/No-Go poll open/);
      await deployed(lane, '1.4.0', poll);
      await inRoom(room, /Phase 25% passed/);
      const done = await boardOf(room, /Completed.*\n1\.4\.0 is out/);
      expect(done.ts).toBe(board.ts);
      expect(readable(done)).toMatch(/\*Error rate\*\n.*%/);
      expect(buttonsOn(done)).toContain('rollback-now');
      expect(lane.replies('1.4.0')).toEqual([]);
      expect(lane.allNews().join('\n')).not.toMatch(/Phase/);

      // Whoever speaks in the room means its release.
      await stage.workspace.slashCommand({ person: 'george', channel: room, text: '/release status' });
      await until({
        for: 'george to read how it stands',
        look: () => stage.workspace.ephemerals('george').find(one => /1\.4\.0 is out/.test(readable(one))),
        instead: () => stage.workspace.ephemerals('george').map(readable).join('\n'),
      });
      const typed = '/release start 1.5.0 minor prod --dry-run';
      await stage.workspace.slashCommand({ person: 'ana', channel: room, text: typed });
      await until({
        for: 'ana to read what a start would do',
        look: () =>
          stage.workspace.ephemerals('ana').find(one => readable(one).includes(`${lane.service} 1.5.0`)),
        instead: () => stage.workspace.ephemerals('ana').map(readable).join('\n'),
      });
    });

    it('put out of its private channel, tminus tells the owner and goes on in the thread of the card', async () => {
      const lane = await stage.nextLane();
      await planned(lane, '1.5.0');
      const room = `rel-${lane.service}-1-5-0-prod`;
      await made(room);
      await boardOf(room, /Waiting for approvals/);
      stage.workspace.removeApp(room);
      const poll = await approved(lane, '1.5.0');
      await lane.thread('1.5.0', /@elif approved for security_team/);
      await lane.as('ana').isTold(/cannot write in/);
      await deployed(lane, '1.5.0', poll);
      await lane.card('1.5.0', /Completed.*war room cannot be reached/is);
    });
  },
  { lanes: 2, testing: { warRoom: 'private' } },
);
