import { describe, expect, it } from 'vitest';
import { frontDesk, GENERAL } from './front-desk.ts';

/** A desk where the approver has just been reminded of something else than an approval. */
async function reminded() {
  const desk = await frontDesk();
  const release = await desk.plans();
  const ana = desk.personId('ana');
  const reminder = { releaseId: release.id, eventVersion: 1, kind: 'ApprovalsRunningOut' };
  desk.reminders.set(`${ana}/`, reminder);
  desk.reminders.set(`${ana}/${release.id}`, reminder);
  const types = async (line: string) =>
    (await desk.types('ana', line, { channel: GENERAL })).map(({ text }) => text).join('\n');
  return { desk, release, types };
}

describe('/release remind-me', () => {
  it('without a release puts off what one was reminded of last, and only once', async () => {
    const { types, release } = await reminded();
    expect(await types('/release remind-me in 3 h')).toMatch(
      new RegExp(`reminded of .*${release.plan.version}.* once more`),
    );
    expect(await types('/release remind-me in 5 h')).toMatch(/once already/);
  });

  it('asks how long from the button, and says when there is nothing to put off', async () => {
    const { desk, release, types } = await reminded();
    await types('/release remind-me');
    expect(desk.modals.at(-1)?.callback_id).toBe('remind-me');
    expect(await types('/release remind-me now')).toMatch(/is over: it was/);
    const said = await desk.types('ben', `/release remind-me ${release.id} in 3 h`);
    expect(said[0]?.text).toMatch(/no reminder to put off/);
  });
});
