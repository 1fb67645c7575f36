import type { Workspace } from '../../sandbox/workspace/open-workspace.ts';
import type { Outcome } from '../../sandbox/workspace/ui-protocol.ts';

/** The channel of the service that is released. */
export const CHANNEL = 'releases-checkout';

const ANSWER_WITHIN_MS = 2_000;
/** Beginning a plan anew too early would plan it twice. */
const CARD_WITHIN_MS = 8_000;
const PATIENCE_MS = 240_000;

/** How long a person looks at a message that says it failed. */
const breath = () => new Promise(resolve => setTimeout(resolve, 150));

/**
 * People at a bot that may be gone at any moment: each does the same again until there is an answer, as
 * anybody would, and nothing more clever than that.
 */
export function peopleIn(workspace: Workspace) {
  const answersTo = (person: string) => workspace.ephemerals(person).length;

  async function insist(
    person: string,
    gesture: () => Promise<Outcome>,
    isDone = () => false,
  ): Promise<void> {
    const begunAt = performance.now();
    for (;;) {
      const before = answersTo(person);
      const outcome = await gesture();
      if (outcome.ok) {
        const answered = await workspace
          .waitFor(() => answersTo(person) > before || isDone(), ANSWER_WITHIN_MS)
          .catch(() => false);
        if (answered) return;
      }
      if (isDone()) return;
      if (performance.now() - begunAt > PATIENCE_MS) {
        const last = outcome.ok ? 'no answer' : outcome.sentence;
        throw new Error(`${person} gave up: ${last}`);
      }
      await breath();
    }
  }

  const isOpen = (person: string) => workspace.modal(person)?.submit != null;
  const cards = () => workspace.messages(CHANNEL).filter(one => one.metadata?.event_type === 'tminus_board');

  return {
    says: (person: string, text: string) =>
      insist(person, () => workspace.slashCommand({ person, channel: CHANNEL, text })),

    /**
     * Types the command, fills the form in and sends it off. The form closes at once; whoever sees no card
     * after a while begins again.
     */
    async plans(person: string, version: string) {
      const before = cards().length;
      const isPlanned = () => cards().length > before;
      const text = `/release start v${version} minor prod`;
      const begunAt = performance.now();
      while (!isPlanned()) {
        const isOpenOrPlanned = () => isOpen(person) || isPlanned();
        const types = () => workspace.slashCommand({ person, channel: CHANNEL, text });
        if (!isOpenOrPlanned()) await insist(person, types, isOpenOrPlanned);
        if (isOpen(person)) await workspace.submitView({ person, values: { goal: 'See it survive' } });
        await workspace.waitFor(isPlanned, CARD_WITHIN_MS).catch(() => {});
        if (performance.now() - begunAt > PATIENCE_MS)
          throw new Error(`${person} gave up planning ${version}`);
      }
    },
  };
}
