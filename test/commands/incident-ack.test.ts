import { describe, expect, it } from 'vitest';
import { openIncident } from '../../src/release/incidents.ts';
import { buttonOf, type FrontDesk, frontDesk } from './front-desk.ts';

/** The policy reserves incidents to a user group of Slack, and one is open. */
async function reserved(desk: FrontDesk) {
  const { plan, terms, runbook, digest } = await desk.plans();
  const permissions = { incident: ['architecture_team'] };
  const agreement = { plan, runbook, digest, terms: { ...terms, permissions } };
  const id = 'checkout-1.4.0-00dead';
  await desk.engine.work(id, { type: 'PlanRelease', by: desk.personId('ana'), agreement });
  await desk.engine.work(id, {
    type: 'OpenIncident',
    by: desk.personId('ana'),
    priority: 'P1',
    what: 'it is down',
  });
  return {
    id,
    button: buttonOf(await desk.load(id)),
    incident: async () => openIncident(await desk.load(id)),
  };
}

describe('/release incident ack', () => {
  it('is for those whom the policy names, who are told that nobody else is told any more', async () => {
    const desk = await frontDesk();
    const { id, incident } = await reserved(desk);
    const [refused] = await desk.types('lena', `/release incident ack ${id}`);
    expect(refused?.text).toContain('architecture_team');
    const [said] = await desk.types('farah', `/release incident ack ${id}`);
    expect(said?.text).toMatch(/^You have the incident/);
    expect(said?.text).not.toContain('Slack could not');
    expect(await incident()).toMatchObject({ commander: desk.personId('farah'), answerBy: null });
  });

  it('is answered at once while Slack cannot tell who belongs where, and silences nobody', async () => {
    const desk = await frontDesk();
    const { button, incident } = await reserved(desk);
    const before = await incident();
    desk.losesGroups();
    const [said] = await desk.clicks('lena', 'incident-ack', button);
    expect(said?.text).toContain('Slack could not tell me your groups');
    expect(await incident()).toMatchObject({
      acknowledged: { unchecked: true },
      commander: desk.personId('lena'),
      answerBy: before?.answerBy,
    });
  });

  it('waits no longer than a second for a Slack that dawdles', async () => {
    const desk = await frontDesk();
    const { button, incident } = await reserved(desk);
    desk.dawdlesOverGroups();
    await desk.clicks('farah', 'incident-ack', button);
    expect(await incident()).toMatchObject({ acknowledged: { unchecked: true } });
  });
});
