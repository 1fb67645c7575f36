import type { PlanningFacts } from '../engine/facts.ts';
import type { Plan } from '../release/plan.ts';

type Change = PlanningFacts['changes'][number];
type Kind = keyof Plan['scope'];

/** By label first, else by the beginning of the title as Conventional Commits spell it. */
const KINDS: readonly { kind: Kind; label: RegExp; title: RegExp }[] = [
  { kind: 'fixes', label: /\b(?:bug|fix|regression|security)/i, title: /^(?:fix|hotfix|revert)\b/i },
  {
    kind: 'debt',
    label: /\b(?:debt|refactor|chore|dependenc|maintenance)/i,
    title: /^(?:chore|refactor|build|ci|test|deps)\b/i,
  },
  { kind: 'features', label: /\b(?:feature|enhancement:new)/i, title: /^(?:feat|feature|add)\b/i },
];

const kindOf = ({ labels, title }: Change): Kind =>
  KINDS.find(({ label }) => labels.some(name => label.test(name)))?.kind ??
  KINDS.find(kind => kind.title.test(title))?.kind ??
  'improvements';

/** What a text field of a modal may hold at most. https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element */
const FIELD = 3_000;

/** The scope of a plan as the merged pull requests tell it, one line each; what is too much is counted. */
export function scopeOfChanges(changes: readonly Change[]): Plan['scope'] {
  const scope: Plan['scope'] = { features: '', improvements: '', fixes: '', debt: '' };
  for (const kind of Object.keys(scope) as Kind[]) {
    scope[kind] = lines(changes.filter(change => kindOf(change) === kind));
  }
  return scope;
}

function lines(changes: readonly Change[]): string {
  const all = changes.map(({ number, title, author }) => `• ${title} (#${number}, ${author})`);
  let kept = all.length;
  const text = () =>
    [...all.slice(0, kept), ...(kept < all.length ? [`… and ${all.length - kept} more`] : [])].join('\n');
  while (kept > 0 && text().length > FIELD) kept--;
  return text();
}
