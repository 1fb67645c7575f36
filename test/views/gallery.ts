import { resolve } from 'node:path';
import type { KnownBlock } from '@slack/types';
import { buildGallery } from '../../sandbox/build-page.ts';
import { LANGUAGES } from '../../src/release/language.ts';
import { noticesOf } from '../../src/release/notices.ts';
import type { Release, ReleaseEvent } from '../../src/release/state.ts';
import { incidentAnswer } from '../../src/views/incident-answer.ts';
import { noticeMessage } from '../../src/views/notice.ts';
import { releaseCard } from '../../src/views/release-card.ts';
import { statusBoard } from '../../src/views/status-board.ts';
import { wordsIn } from '../../src/words/languages.ts';
import type { Words } from '../../src/words/words.ts';
import { figures, fullRoom, viewsOf } from './all-views.ts';
import {
  ANA,
  agreement,
  BEN,
  CHLOE,
  ELIF,
  HANA,
  moments,
  NOON,
  planned,
  release,
  scene,
} from './sample-releases.ts';

/*
 * `npm run gallery [folder]`: a page with every card, board, notice, modal and home tab, in every state of a release and in
 * every language, for a person to look at.
 */

interface Shown {
  text?: string;
  submit?: string;
  blocks: readonly KnownBlock[];
}

const room = { ...fullRoom, problem: null, uninvited: {} };

const exhibits = LANGUAGES.flatMap(language => {
  const words = wordsIn(language);
  const plan = agreement();
  const shown = (kind: string, title: string, { text, submit, blocks }: Shown) => ({
    kind,
    title,
    language,
    ...(text === undefined ? {} : { text }),
    ...(submit === undefined ? {} : { submit }),
    blocks,
  });
  return Object.entries(moments(plan)).flatMap(([moment, events]) => {
    const it = release(events, plan);
    return [
      shown('card', moment, releaseCard(it, scene({ words }))),
      shown('board', moment, statusBoard(it, scene({ words, room, figures }), { plan: true })),
      ...(it.incidents.last
        ? [shown('incident', moment, incidentAnswer(it, it.incidents.last, historyOf(events), words))]
        : []),
      ...noticesAt(it, events, words).map(([title, notice]) =>
        shown('notice', `${moment}: ${title}`, notice),
      ),
      ...(moment === 'approving'
        ? viewsOf(it, words).map((view, index) =>
            shown(view.type, 'title' in view ? `${index + 1}, ${view.title.text}` : `${index + 1}`, {
              blocks: view.blocks as KnownBlock[],
              ...('submit' in view && view.submit ? { submit: view.submit.text } : {}),
            }),
          )
        : []),
    ];
  });
});

function historyOf(events: readonly ReleaseEvent[]) {
  return [planned(), ...events].map(event => ({ at: NOON, actor: ANA, event }));
}

/** What the last event is told in, at each kind of place once. */
function noticesAt(it: Release, events: readonly ReleaseEvent[], words: Words): [string, Shown][] {
  const event = events.at(-1);
  if (!event) return [];
  return noticesOf(event, it).flatMap(({ kind, to }): [string, Shown][] => {
    if ('paging' in to || 'mail' in to) return [];
    const place = 'thread' in to ? 'thread' : 'person' in to || 'group' in to ? 'person' : 'channel';
    const about = {
      place,
      words,
      now: NOON,
      at: NOON,
      history: historyOf(events),
      scene: scene({ words }),
    } as const;
    return [[`${kind}, ${place}`, noticeMessage(kind, event, it, about)]];
  });
}

const NAMES = {
  [ANA]: 'Ana Vega',
  [BEN]: 'Ben Okafor',
  [CHLOE]: 'Chloe Lin',
  [ELIF]: 'Elif Kaya',
  [HANA]: 'Hana Sato',
};
const people = Object.entries(NAMES).map(([id, name]) => ({
  id,
  handle: name.split(' ')[0]?.toLowerCase() ?? id,
  name,
  initials: name.replace(/[^A-Z]/g, ''),
  title: '',
  color: '#2563eb',
  tz: 'UTC',
  isBot: false,
  groups: [],
}));

const folder = resolve(process.argv[2] ?? '.data/gallery');
const seen = new Set<string>();
const once = exhibits.filter(({ kind, title, language }) => {
  const key = `${language}/${kind}/${title}`;
  return seen.has(key) ? false : seen.add(key) !== undefined;
});
await buildGallery(folder, { people, exhibits: once });
console.log(`${once.length} views: open ${folder}/index.html`);
