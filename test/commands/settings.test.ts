import { beforeEach, describe, expect, it } from 'vitest';
import { PREFERENCES } from '../../src/release/preferences.ts';
import { type FrontDesk, frontDesk } from './front-desk.ts';

let desk: FrontDesk;
beforeEach(async () => {
  desk = await frontDesk();
});

const says = async (line: string) => (await desk.types('chloe', `/release settings ${line}`))[0]?.text ?? '';
const chosen = () => desk.kept.get(desk.personId('chloe')) ?? PREFERENCES;

describe('what somebody chooses for themselves', () => {
  it('is answered in the language they chose a moment ago, and so is everything after it', async () => {
    expect(await says('language zh-CN')).toContain('今后将这样通知您');
    const [status] = await desk.types('chloe', '/release status');
    expect(status?.text).toContain('这里还没有计划过发布');
    const [others] = await desk.types('ana', '/release status');
    expect(others?.text).toContain('No release was planned here yet');
    expect(await says('language slack')).toContain('This is how you are told from now on');
  });

  it.each([
    ['language 中文', { language: 'zh-CN' }],
    ['messages needed', { direct: 'needed' }],
    ['email on', { email: true }],
    ['quiet 22:00-8:00', { quiet: { from: '22:00', until: '08:00' } }],
    ['quiet 22:00 – 08:00', { quiet: { from: '22:00', until: '08:00' } }],
    ['quiet off', { quiet: null }],
  ])('is typed as “%s”', async (line, expected) => {
    await says(line);
    expect(chosen()).toEqual({ ...PREFERENCES, ...expected });
  });

  it('keeps what was chosen before', async () => {
    await says('quiet 22:00-08:00');
    await says('email on');
    expect(chosen()).toMatchObject({ email: true, quiet: { from: '22:00', until: '08:00' } });
  });

  it.each([
    ['langage zh-CN', /Did you mean `\/release settings language zh-CN`/],
    ['language french', /`french` is no language I speak\. It is one of `en`, `zh-CN`, or `slack`/],
    ['email maybe', /`maybe` is no on or off/],
    ['quiet 22-8', /`22-8` is no span of quiet hours/],
    ['quiet 22:00-22:00', /is no span of quiet hours/],
    ['email', /The value is missing: `\/release settings email on\|off`/],
    ['email on please', /don’t know what to do with `please`/],
  ])('changes nothing when it was typed as “%s”', async (line, answer) => {
    expect(await says(line)).toMatch(answer);
    expect(desk.kept.size).toBe(0);
  });

  it('is said where no form can be opened', async () => {
    const [said] = await desk.types('chloe', '/release settings', { triggerId: null });
    expect(said?.text).toMatch(/Language: As in Slack.*Quiet hours: None/);
    expect(said?.forAll).toBe(false);
  });
});

describe('the form of the settings', () => {
  const option = (value: string) => ({ input: { selected_option: { value } } });
  const time = (selected_time: string | null) => ({ input: { selected_time } });

  it('shows what is set, and keeps what is chosen in it', async () => {
    await says('quiet 22:00-08:00');
    await desk.types('chloe', '/release settings');
    expect(JSON.stringify(desk.modals.at(-1))).toContain('"initial_time":"22:00"');
    await desk.sends('chloe', {
      language: option('zh-CN'),
      direct: option('urgent'),
      email: option('yes'),
      'quiet-from': time('23:30'),
      'quiet-until': time('07:00'),
    });
    expect(chosen()).toEqual({
      language: 'zh-CN',
      direct: 'urgent',
      email: true,
      quiet: { from: '23:30', until: '07:00' },
    });
  });

  it('asks for both ends of quiet hours at the one that is missing', async () => {
    await desk.types('chloe', '/release settings');
    const { submission } = await desk.sends('chloe', {
      language: option('slack'),
      direct: option('all'),
      'quiet-from': time('23:30'),
      'quiet-until': time(null),
    });
    expect(submission).toEqual({ errors: { 'quiet-until': expect.stringContaining('need both') } });
    expect(desk.kept.size).toBe(0);
  });
});
