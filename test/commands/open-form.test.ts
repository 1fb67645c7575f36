import { describe, expect, it } from 'vitest';
import { OPEN_FORM, tooSlow } from '../../src/views/too-slow.ts';
import { english } from '../../src/words/english.ts';
import { buttonOf, frontDesk } from './front-desk.ts';

const late = { triggerId: 'late' };

/** Slack no longer takes the trigger, as after a flood of commands that were answered one after the other. */
async function lateDesk() {
  const desk = await frontDesk();
  desk.lateTriggers.add('late');
  return desk;
}

describe('a form that comes too late for what was typed', () => {
  it('is opened by the button of the answer', async () => {
    const desk = await lateDesk();
    await desk.plans();
    const [said] = await desk.types('elif', '/release approve', late);
    expect(said?.text).toContain('Nothing was changed');
    const [button] = said?.buttons ?? [];
    expect(button?.action).toBe(OPEN_FORM);
    expect(desk.modals).toEqual([]);
    expect(await desk.clicks('elif', OPEN_FORM, button?.value ?? '')).toEqual([]);
    expect(desk.modals.map(({ callback_id }) => callback_id)).toEqual(['approve']);
  });

  it('asks for what was typed, with all of it', async () => {
    const desk = await lateDesk();
    const [said] = await desk.types('ana', '/release start checkout v1.4.0 minor prod', late);
    await desk.clicks('ana', OPEN_FORM, said?.buttons[0]?.value ?? '');
    expect(JSON.stringify(desk.modals)).toContain('1.4.0');
  });

  it('is opened without waiting in line behind a flood of commands', async () => {
    const desk = await lateDesk();
    await desk.plans();
    const [said] = await desk.types('elif', '/release approve', late);
    let answered = 0;
    const flood = Array.from({ length: 70 }, async () => {
      await desk.types('ana', '/release help');
      answered += 1;
    });
    await desk.clicks('elif', OPEN_FORM, said?.buttons[0]?.value ?? '');
    expect(desk.modals).toHaveLength(1);
    expect(answered).toBeLessThan(flood.length);
    await Promise.all(flood);
  });

  it('is opened by the same button as before where that was pressed', async () => {
    const desk = await lateDesk();
    const release = await desk.plans();
    const [said] = await desk.clicks('elif', 'approve', buttonOf(release), late);
    expect(said?.text).toContain('Nothing was changed');
    expect(said?.buttons).toEqual([]);
  });

  it('has no button for more than one can carry', () => {
    expect(tooSlow({ command: '/release', text: 'x'.repeat(2_000) }, english).blocks).toHaveLength(1);
  });

  it('does nothing by a button that carries something else', async () => {
    const desk = await lateDesk();
    for (const value of ['', '{}', '[]', 'null', '{"command":1,"text":2}'])
      expect(await desk.clicks('ana', OPEN_FORM, value)).toEqual([]);
    expect(desk.modals).toEqual([]);
  });
});
