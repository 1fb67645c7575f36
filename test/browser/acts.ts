import type { Visitor } from './visitor.ts';

type Look = () => Promise<void>;
const nobodyLooks: Look = async () => undefined;

/** What people do about a release of checkout to production in the sandbox; `look` is called while a dialog is open. */
export function actsOf(visitor: Visitor) {
  return {
    /** Ana types the command and fills in the form. */
    async plans(version: string, goal: string, look = nobodyLooks): Promise<void> {
      await visitor.becomes('Ana Vega');
      await visitor.opens('releases-checkout');
      await visitor.types(`/release start v${version} minor prod`);
      const dialog = visitor.dialog('Plan a release');
      await dialog.getByLabel('Goal').fill(goal);
      await look();
      await dialog.getByRole('button', { name: 'Submit plan' }).click();
      await visitor.card(version).getByText('Waiting for 3 of 3 approvals').waitFor();
    },

    /** What takes a hand on the checklist; the owner may tick it. */
    async ticks(version: string): Promise<void> {
      await visitor.card(version).getByRole('button', { name: 'Checklist' }).click();
      const dialog = visitor.dialog('Checklist');
      await dialog.getByLabel('The release notes are written').check();
      await dialog.getByRole('button', { name: 'Save' }).click();
      await dialog.waitFor({ state: 'detached' });
      await visitor.message(/1 item is ticked/).waitFor();
    },

    /** One of them approves. */
    async approves(version: string, name: string, look = nobodyLooks): Promise<void> {
      await visitor.becomes(name);
      await visitor.card(version).getByRole('button', { name: 'Approve', exact: true }).click();
      const dialog = visitor.dialog(/Approve/);
      const approve = dialog.getByRole('button', { name: /^Approve/ });
      await approve.waitFor();
      await look();
      await approve.click();
      await dialog.waitFor({ state: 'detached' });
      await visitor.message(/Your approval of/).waitFor();
    },

    /** Everybody whose role is asked votes GO. */
    async votes(version: string): Promise<void> {
      const poll = visitor.message(new RegExp(`Go/No-Go: checkout ${version}`));
      await poll.waitFor();
      for (const name of ['Julia Rossi', 'Kofi Adjei', 'Dmitri Sokolov', 'George Mbeki']) {
        await visitor.becomes(name);
        await poll.getByRole('button', { name: 'GO', exact: true }).click();
        await visitor.message(/GO noted/).waitFor();
      }
    },

    async deploys(version: string, look = nobodyLooks): Promise<void> {
      await visitor.becomes('Ana Vega');
      const card = visitor.card(version);
      await card.getByText('Ready to deploy').waitFor();
      await look();
      await card.getByRole('button', { name: 'Deploy' }).click();
      await visitor.dialog('Deploy now?').getByRole('button', { name: 'Deploy' }).click();
      await visitor.message(new RegExp(`Going out: .* → ${version}`)).waitFor();
    },
  };
}

/** A product owner, the security team and the CTO: enough for a minor release to production. */
export const APPROVERS = ['Chloe Lin', 'Elif Kaya', 'Hana Mori'] as const;
