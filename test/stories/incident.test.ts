import { expect, it } from 'vitest';
import type { Lane } from './stage/lane.ts';
import { onEveryStage } from './stage/on-every-stage.ts';
import { readable, until } from './stage/reading.ts';

const all = (messages: string[]) => messages;
const board = (messages: string[]) => messages.filter(text => /T-clock/.test(text));
const answerWithin = { P1: '1 s', P2: '10 min', P3: '10 min' };
const escalation = [['operations'], ['tech_leads']];

onEveryStage(
  stage => {
    /** What stands in the war room of a release. */
    const inRoom = (
      lane: Lane,
      version: string,
      says: RegExp,
      of: (messages: string[]) => string[] = all,
    ) => {
      const room = `rel-${lane.service}-${version.replaceAll('.', '-')}-test`;
      const look = () => of(stage.workspace.messages(room).map(readable));
      return until({
        for: `${room} to say ${says}`,
        look: () => look().find(text => says.test(text)),
        instead: () => look().join('\n'),
      });
    };

    it('a failed deploy is an incident; who has it by phone is known in the war room, and it ends on both sides', async () => {
      const lane = await stage.nextLane();
      await lane.as('ana').types('start v1.4.3 minor test');
      await lane.news(/Incident.*P2\*: a rollback began by itself/s);
      await lane.as('george').isTold(/P2\*: a rollback began by itself/);
      const { dedup_key: key } = await stage.onCall.paged(/1\.4\.3 → testing/);
      expect(key).toMatch(/^tminus\//);

      expect(await stage.onCall.presses('acknowledged', key, stage.botUrl)).toBe(202);
      await lane.news(/Mona Ops \(in PagerDuty\) has the incident/);
      await lane.card('1.4.3', /Rolled back.*Incident P2.*Mona Ops/s);
      await inRoom(lane, '1.4.3', /Mona Ops \(in PagerDuty\) has the incident/);
      await inRoom(lane, '1.4.3', /Incident P2.*Mona Ops \(in PagerDuty\) has it/s, board);

      await lane.as('george').types('incident update keys are being set --next "10 min"');
      await lane.news(/keys are being set\s+Next update by/);
      await lane.as('george').types('incident resolve PAYMENT_KEYS was not set');
      await lane.news(/@george resolved the incident: PAYMENT_KEYS was not set/);
      const resolved = await until({
        for: 'the incident to end in PagerDuty',
        look: () => stage.onCall.followUps().find(line => line === `resolve ${key}`),
        instead: () => stage.onCall.followUps().join('\n'),
      });
      // It was acknowledged there, so nobody has to tell that to them.
      expect(stage.onCall.followUps()).toEqual([resolved]);

      await lane.as('ana').types('incident 1.4.3');
      await lane.as('ana').reads(/Acknowledged after .*Resolved after/s);
    });

    it('a P1 that nobody answers is passed on to the next in line, and paged again', async () => {
      const lane = await stage.nextLane();
      await lane.as('ana').types('start v1.4.0 minor test');
      await lane.card('1.4.0', /Completed/);
      await lane.as('chloe').types('incident P1 customers cannot pay');
      await lane.news(/@chloe reports a \*P1\*: customers cannot pay/);
      await stage.onCall.paged(/reports a P1: customers cannot pay/);
      await lane.as('ben').isTold(/Nobody has answered/);
      const news = await lane.news(/Nobody has answered for .* tech_leads is told now/);
      await inRoom(lane, '1.4.0', /Nobody has answered for .* tech_leads is told now/);
      await stage.onCall.paged(/Nobody has answered/);

      await lane.as('ben').clicks('incident-ack', news);
      await lane.news(/@ben has the incident/);
      await lane.card('1.4.0', /Incident P1.*Incident commander: @ben/s);
      expect(stage.onCall.changes().map(({ summary }) => summary)).toContainEqual(
        expect.stringMatching(/1\.4\.0 → testing/),
      );
    });
  },
  {
    lanes: 2,
    incidents: { environments: ['testing'], answerWithin, escalation },
    testing: { warRoom: 'own' },
  },
);
