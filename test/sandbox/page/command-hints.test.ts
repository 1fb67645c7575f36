import { expect, it } from 'vitest';
import { hintsOf } from '../../../sandbox/page/channel/command-hints.ts';
import { intents, spokenAs } from '../../../src/commands/intents.ts';

it('the composer completes exactly the commands the bot answers, as the bot writes them', () => {
  const said = intents.filter(intent => spokenAs(intent)[1] !== '').map(intent => intent.says);
  const hints = ['/release', '/rollback'].flatMap(command =>
    hintsOf(command).map(hint => `${command} ${hint.word} ${hint.arguments}`.trim()),
  );
  // A hint may go on with flags.
  const unmatched = hints.filter(hint => !said.some(says => hint === says || hint.startsWith(`${says} [--`)));
  expect(unmatched).toEqual([]);
  expect(hints).toHaveLength(said.length);
});
