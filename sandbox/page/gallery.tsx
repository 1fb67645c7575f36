import { useMemo, useState } from 'react';
import { createRoot } from 'react-dom/client';
import type { Json, UiPerson } from '../workspace/ui-protocol.ts';
import { Blocks } from './blocks/blocks.tsx';
import { blocksOf } from './elements/element.ts';
import { Interactive } from './elements/interactive.tsx';
import type { Entered } from './elements/values.ts';
import { type Page, PageProvider } from './live/workspace-context.ts';
import './styles/theme.css';
import './styles/layout.css';
import './styles/messages.css';
import './styles/blocks.css';
import './styles/fields.css';
import './styles/dialogs.css';
import './styles/gallery.css';

/** One thing people see. */
interface Exhibit {
  /** Where it is shown and in which state of a release. */
  title: string;
  kind: string;
  language: string;
  /** What a screen reader reads of a message. */
  text?: string;
  submit?: string;
  blocks: Json[];
}

interface Gallery {
  people: UiPerson[];
  exhibits: Exhibit[];
}

declare global {
  interface Window {
    gallery: Gallery;
  }
}

const { people, exhibits } = window.gallery;
const [me] = people;
const nothing = () => {};
const all = 'all';

function Hall() {
  const [kind, setKind] = useState(all);
  const [language, setLanguage] = useState('en');
  const kinds = [...new Set(exhibits.map(exhibit => exhibit.kind))];
  const languages = [...new Set(exhibits.map(exhibit => exhibit.language))];
  const shown = exhibits.filter(one => one.language === language && (kind === all || one.kind === kind));
  return (
    <main className="gallery">
      <nav>
        <Choice label="Language" of={languages} chosen={language} choose={setLanguage} />
        <Choice label="Kind" of={[all, ...kinds]} chosen={kind} choose={setKind} />
        <span className="quiet">{shown.length} shown</span>
      </nav>
      {shown.map(exhibit => (
        <Shown key={`${exhibit.language}/${exhibit.kind}/${exhibit.title}`} exhibit={exhibit} />
      ))}
    </main>
  );
}

interface ChoiceProps {
  label: string;
  of: string[];
  chosen: string;
  choose(value: string): void;
}

const Choice = ({ label, of, chosen, choose }: ChoiceProps) => (
  <label>
    {label}{' '}
    <select value={chosen} onChange={event => choose(event.target.value)}>
      {of.map(value => (
        <option key={value}>{value}</option>
      ))}
    </select>
  </label>
);

function Shown({ exhibit }: { exhibit: Exhibit }) {
  const [entered, setEntered] = useState<Entered>({});
  const blocks = useMemo(() => blocksOf(exhibit.blocks), [exhibit.blocks]);
  return (
    <section className="exhibit" id={`${exhibit.kind}/${exhibit.title}`}>
      <h2>
        {exhibit.kind} · {exhibit.title}
      </h2>
      <div className="exhibit-frame">
        <Interactive container={CONTAINER} blocks={blocks} entered={entered} setEntered={setEntered}>
          <Blocks blocks={blocks} />
        </Interactive>
        {exhibit.submit !== undefined && <span className="button button-primary">{exhibit.submit}</span>}
      </div>
      {exhibit.text !== undefined && (
        <details>
          <summary>Read aloud</summary>
          <p>{exhibit.text}</p>
        </details>
      )}
    </section>
  );
}

const CONTAINER = { type: 'view', viewId: 'gallery' } as const;

if (me) {
  const page: Page = {
    state: {
      workspace: { id: 'T0', name: 'Gallery', url: '' },
      me,
      app: { userId: 'UTMINUS', name: 'tminus' },
      people,
      groups: [],
      channels: [],
      messages: {},
      modals: [],
      home: null,
      commands: [],
      shortcuts: [],
    },
    demoUrl: null,
    draft: null,
    write: nothing,
    tell: nothing,
    go: nothing,
  };
  const root = document.getElementById('root');
  if (root)
    createRoot(root).render(
      <PageProvider value={page}>
        <Hall />
      </PageProvider>,
    );
}
