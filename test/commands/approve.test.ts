import { describe, expect, it, vi } from 'vitest';
import { buttonOf, CHECKOUT, frontDesk } from './front-desk.ts';

const approvers = async (desk: Awaited<ReturnType<typeof frontDesk>>, id: string) =>
  (await desk.load(id)).approvals.given.map(approval => approval.by);

describe('approving', () => {
  it('counts at once in staging, with the groups of this very moment', async () => {
    const desk = await frontDesk();
    const release = await desk.plans({ environment: 'staging' });
    const [said] = await desk.types('farah', '/release approve');
    expect(await approvers(desk, release.id)).toEqual([desk.personId('farah')]);
    expect(said?.text).toContain('1 approval is still missing');
    expect(desk.looksAtGroups()).toBeGreaterThan(0);
  });

  it('is kept from nobody by a group that is gone and has no say', async () => {
    const desk = await frontDesk();
    const release = await desk.plans({ environment: 'staging' });
    desk.losesGroup('support');
    await desk.types('farah', '/release approve');
    expect(await approvers(desk, release.id)).toEqual([desk.personId('farah')]);
    await desk.types('lena', '/release reject untested');
    expect((await desk.load(release.id)).status).toBe('rejected');
  });

  it('asks once more in a modal in production, and counts when it is sent', async () => {
    const desk = await frontDesk();
    const release = await desk.plans();
    expect(await desk.clicks('elif', 'approve', buttonOf(release))).toEqual([]);
    expect(desk.modals).toHaveLength(1);
    expect(await approvers(desk, release.id)).toEqual([]);
    const { said } = await desk.sends('elif', {});
    expect(await approvers(desk, release.id)).toEqual([desk.personId('elif')]);
    expect(said[0]?.text).toContain('2 approvals are still missing, among them cto');
  });

  it('can be confirmed by typing, where no modal can open', async () => {
    const desk = await frontDesk();
    const release = await desk.plans();
    const [asked] = await desk.types('elif', '/release approve', { triggerId: null });
    const typed = /`(approve [^`]*--confirm [^`]*)`/.exec(asked?.text ?? '')?.[1];
    await desk.types('elif', `/release ${typed}`, { triggerId: null });
    expect(await approvers(desk, release.id)).toEqual([desk.personId('elif')]);
  });

  it('confirmed with another digest does nothing', async () => {
    const desk = await frontDesk();
    const release = await desk.plans();
    const [said] = await desk.types('elif', '/release approve --confirm 0123456789abcdef');
    expect(said?.text).toContain('older state');
    expect(await approvers(desk, release.id)).toEqual([]);
  });

  it('does not ask to confirm what would be refused anyway', async () => {
    const desk = await frontDesk();
    const release = await desk.plans();
    const [said] = await desk.clicks('ana', 'approve', buttonOf(release));
    expect(said?.text).toContain('someone else has to approve');
    expect(desk.modals).toEqual([]);
  });

  it('does not ask somebody of no group that has a say to confirm', async () => {
    const desk = await frontDesk();
    const release = await desk.plans();
    const [said] = await desk.clicks('dmitri', 'approve', buttonOf(release));
    expect(said?.text).toContain('Only members of');
    expect(desk.modals).toEqual([]);
  });

  it('asks to confirm all the same when the groups cannot be read in time', async () => {
    const desk = await frontDesk();
    const release = await desk.plans();
    desk.losesGroups();
    expect(await desk.clicks('elif', 'approve', buttonOf(release))).toEqual([]);
    expect(desk.modals).toHaveLength(1);
  });

  it('opens the form while Slack is slow to tell the groups, and says in it what is learned late', async () => {
    const desk = await frontDesk();
    const release = await desk.plans();
    const tell = desk.dawdlesOverGroups();
    const clicked = desk.clicks('dmitri', 'approve', buttonOf(release));
    await vi.waitFor(() => expect(desk.modals.at(-1)).toHaveProperty('submit'));
    tell();
    expect(await clicked).toEqual([]);
    expect(desk.modals).toHaveLength(1);
    expect(desk.modals.at(-1)).not.toHaveProperty('submit');
    expect(JSON.stringify(desk.modals.at(-1))).toContain('Only members of');
  });

  it('keeps the form that opened early for somebody who may approve', async () => {
    const desk = await frontDesk();
    const release = await desk.plans();
    const tell = desk.dawdlesOverGroups();
    const clicked = desk.clicks('elif', 'approve', buttonOf(release));
    await vi.waitFor(() => expect(desk.modals).toHaveLength(1));
    tell();
    await clicked;
    await desk.sends('elif', {});
    expect(await approvers(desk, release.id)).toEqual([desk.personId('elif')]);
  });

  it('is refused to somebody of no group that has a say', async () => {
    const desk = await frontDesk();
    const release = await desk.plans({ environment: 'staging' });
    const [said] = await desk.clicks('george', 'approve', buttonOf(release));
    expect(said?.text).toContain('approve or reject');
    expect(await approvers(desk, release.id)).toEqual([]);
  });

  it('on a button from an older state answers that it is superseded', async () => {
    const desk = await frontDesk();
    const release = await desk.plans({ environment: 'staging' });
    const stale = buttonOf({ ...release, digest: 'f'.repeat(64) });
    const [said] = await desk.clicks('farah', 'approve', stale);
    expect(said?.text).toContain('older state');
    expect(desk.engine.carried).toEqual([]);
  });

  it('sent from a modal about an older state does nothing', async () => {
    const desk = await frontDesk();
    const release = await desk.plans();
    await desk.clicks('elif', 'approve', buttonOf(release));
    const opened = desk.modals.at(-1);
    if (opened)
      opened.private_metadata = JSON.stringify({ r: release.id, d: 'f'.repeat(16), c: CHECKOUT, t: null });
    const { said } = await desk.sends('elif', {});
    expect(said[0]?.text).toContain('older state');
  });

  it('delivered twice counts once and is answered once', async () => {
    const desk = await frontDesk();
    const release = await desk.plans({ environment: 'staging' });
    const same = { commandId: 'click/U06/1.5' };
    const answers = await Promise.all([
      desk.clicks('farah', 'approve', buttonOf(release), same),
      desk.clicks('farah', 'approve', buttonOf(release), same),
    ]);
    expect(answers.flat()).toHaveLength(1);
    expect(await approvers(desk, release.id)).toHaveLength(1);
  });

  it('delivered again to another process counts once and is not answered again', async () => {
    const desk = await frontDesk();
    const release = await desk.plans({ environment: 'staging' });
    const same = { commandId: 'click/U06/1.5' };
    await desk.clicks('farah', 'approve', buttonOf(release), same);
    desk.restart();
    expect(await desk.clicks('farah', 'approve', buttonOf(release), same)).toEqual([]);
    expect(await approvers(desk, release.id)).toHaveLength(1);
  });

  it('is not taken for granted when Slack cannot tell the groups', async () => {
    const desk = await frontDesk();
    const release = await desk.plans({ environment: 'staging' });
    desk.losesGroups();
    const [said] = await desk.clicks('farah', 'approve', buttonOf(release));
    expect(said?.text).toContain('groups');
    expect(await approvers(desk, release.id)).toEqual([]);
  });
});
