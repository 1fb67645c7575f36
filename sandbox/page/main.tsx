import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { keptPerson } from './live/person.ts';
import './styles/theme.css';
import './styles/layout.css';
import './styles/messages.css';
import './styles/blocks.css';
import './styles/fields.css';
import './styles/dialogs.css';

interface Config {
  demoUrl: string | null;
  /** Who a new visitor is. */
  person: string;
}

const config = (await (await fetch('config.json')).json()) as Config;
const kept = await knownPerson(keptPerson());
const root = document.getElementById('root');
if (root) createRoot(root).render(<App firstPerson={kept ?? config.person} demoUrl={config.demoUrl} />);

/** The person of an earlier visit may not exist in this workspace. */
async function knownPerson(person: string | null): Promise<string | null> {
  if (person === null) return null;
  const answer = await fetch(`sandbox/state?person=${encodeURIComponent(person)}`);
  return answer.status === 404 ? null : person;
}
