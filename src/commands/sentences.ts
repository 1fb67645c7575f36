import type { Misunderstanding } from './misunderstanding.ts';

const list = (words: readonly string[]) => words.map(word => `\`${word}\``).join(', ');
const maybe = (meant: string | null) => (meant ? ` Did you mean \`${meant}\`?` : '');

/** What is wrong with what was typed, and what to type instead. One sentence, in mrkdwn; `found` is escaped here. */
export function sayMisunderstanding(why: Misunderstanding): string {
  switch (why.unclear) {
    case 'word-unknown':
      return `\`${why.command}\` has no ${code(why.found)}.${maybe(why.meant) || ` It knows ${list(why.known)}.`}`;
    case 'flag-unknown':
      return `There is no flag ${code(`--${why.found}`)} here.${maybe(why.meant) || ` It goes \`${why.says}\`.`}`;
    case 'flag-needs-value':
      return `\`--${why.flag}\` needs a value: \`${why.says}\`.`;
    case 'flag-not-yet':
      return `\`--${why.flag}\` is not available yet, so nothing was done; try again without it.`;
    case 'value-unknown':
      return `${code(why.found)} is no ${why.what}.${maybe(why.meant) || ` It is one of ${list(why.known)}.`}`;
    case 'argument-missing':
      return `The ${why.what} is missing: \`${why.says}\`.`;
    case 'argument-extra':
      return `I don't know what to do with ${code(why.found)}: it goes \`${why.says}\`.`;
    case 'environment-unknown':
      return `${code(why.found)} is no environment.${maybe(why.meant) || ` There are ${list(why.known)}.`}`;
    case 'duration-unclear':
      return `${code(why.found)} is no length of time I understand; write it like \`30 min\`, \`2 h\` or \`1 d\`.`;
    case 'nothing-fits':
      return `No release here is waiting for \`${why.deed}\`; \`/release list\` shows them all.`;
    case 'nothing-here':
      return 'No release was ever planned here. Plan one with `/release start v1.2.3 minor prod`.';
    case 'nothing-to-roll-back':
      return 'Nothing went out here that could be rolled back. Name it if it went out elsewhere: `/rollback now checkout prod`.';
    case 'several-meant':
      return `Several could be meant; say which: ${list(why.known)}.`;
    case 'form-needs-command':
      return `Slack opens a form only for a command or a button; type ${code(why.typed)} in the channel.`;
    case 'no-output':
      return `Step ${code(why.step)} has printed nothing.`;
    case 'confirm-in-modal':
      return `Approving ${code(why.version)} asks once more: press Approve, or type \`approve ${why.id} --confirm ${why.digest}\`.`;
    case 'too-slow':
      return 'Slack waits three seconds for a form and this took longer. Nothing was changed; please ask again.';
  }
}

/** What a person typed, shown as such: it can't end the code span nor become a mention. */
const code = (found: string) =>
  `\`${found
    .slice(0, 80)
    .replaceAll('`', "'")
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')}\``;

export const problems = {
  bug: (id: string) =>
    `Something went wrong on our side. If it keeps happening, tell whoever runs tminus the number \`${id}\`.`,
  databaseAway:
    'The database cannot be reached right now. Please ask again in a moment: asking twice does no harm.',
  peopleUnknown: 'Slack could not tell me your groups right now, so nothing was done. Please try again.',
};
