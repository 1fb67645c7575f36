import { releaseList } from '../views/list.ts';
import type { Intent } from './intent.ts';
import { misunderstood } from './misunderstanding.ts';
import { readNaming, refuseMisspelt } from './naming.ts';

const SHOWN = 20;

/** What is live and what ended lately, of everything or of what is named. */
export const list: Intent = {
  button: 'list',
  says: '/release list [service] [environment]',
  perform: async ({ words }, { releases, policy, words: said }) => {
    const naming = readNaming(words, policy());
    refuseMisspelt(naming, policy());
    const { service, environment } = naming;
    const [extra] = naming.rest;
    if (extra) throw misunderstood('argument-extra', { found: extra.text, says: list.says });
    const rows = service
      ? await releases.of({ service })
      : [...(await releases.live()), ...(await releases.recent(SHOWN))];
    const once = new Map(rows.map(row => [row.id, row]));
    const wanted = [...once.values()].filter(row => environment === null || row.environment === environment);
    return releaseList(wanted.slice(0, SHOWN), said);
  },
};
