import { describe, expect, it } from 'vitest';
import { frontDesk } from './front-desk.ts';

const TOKEN = /tme_[0-9a-f]{12}_[\w-]{43}/;

describe('/release token', () => {
  it('shows a token once, to the asker alone, and lists it without', async () => {
    const desk = await frontDesk();
    const [said] = await desk.types(
      'george',
      '/release token create checkout --name github-actions --gates tests,coverage',
    );
    expect(said).toMatchObject({ forAll: false, shown: expect.stringMatching(TOKEN) });
    // Notifications repeat the text.
    expect(said?.text).not.toMatch(TOKEN);
    const [listed] = await desk.types('george', '/release token');
    expect(listed?.text).toMatch(/^[0-9a-f]{12} {2}github-actions {2}tests, coverage of checkout {2}until/);
    expect(listed?.shown).not.toMatch(TOKEN);
  });

  it('is refused from the moment it is taken back', async () => {
    const desk = await frontDesk();
    await desk.types('george', '/release token create checkout');
    const [{ id } = { id: '' }] = await desk.desk.tokens.all();
    const [said] = await desk.types('george', `/release token revoke ${id}`);
    expect(said?.text).toContain(`The token ${id} is refused from now on.`);
    const [listed] = await desk.types('george', '/release token');
    expect(listed?.text).toContain('revoked on');
  });

  it.each(['', 'create checkout', 'revoke 31387c4514b8'])('%s is for those the policy names', async words => {
    const desk = await frontDesk();
    const [said] = await desk.types('ana', `/release token ${words}`);
    expect(said?.text).toMatch(/Only members of .* may hand out tokens for evidence there/);
    expect(await desk.desk.tokens.all()).toEqual([]);
  });

  it.each([
    ['create', 'Name the service the token is for.'],
    ['create chekout', 'The policy knows no service chekout. Did you mean checkout?'],
    ['create checkout --gates reviews', 'CI cannot tell about a gate reviews.'],
    ['create checkout --expires soon', '--expires is a time from 1 h to 730 d from now'],
    ['revoke abc', 'There is no token abc'],
    ['make', 'I don’t know what to do with make'],
  ])('%s is answered by what was meant, and makes nothing', async (words, sentence) => {
    const desk = await frontDesk();
    const [said] = await desk.types('george', `/release token ${words}`);
    expect(said?.text).toContain(sentence);
    expect(await desk.desk.tokens.all()).toEqual([]);
  });

  it('is not made by a mention, whose answer might stay in a direct message', async () => {
    const desk = await frontDesk();
    const [said] = await desk.types('george', '/release token create checkout', { triggerId: null });
    expect(said?.text).toContain('/release token create checkout');
    expect(await desk.desk.tokens.all()).toEqual([]);
  });
});
