import type { Button, HomeView, KnownBlock } from '@slack/types';
import type { CalendarMonth } from '../release/calendar.ts';
import { hasEnded } from '../release/ending.ts';
import type { Preferences } from '../release/preferences.ts';
import type { Release } from '../release/state.ts';
import type { Instant } from '../release/terms.ts';
import type { Words } from '../words/words.ts';
import { actions, context, divider, fields, header, plainText, section } from './blocks.ts';
import { linesAhead } from './calendar.ts';
import { withinLimits } from './limits.ts';
import { lineSections } from './lines.ts';
import { releaseWithButtons, standingLine } from './menu.ts';
import { waitsFor } from './offers.ts';
import type { Reader, Scene } from './scene.ts';
import { type Mailable, settingsFields } from './settings.ts';

interface Shown {
  release: Release;
  scene: Scene;
}

/** What stands below the releases; left out where nobody looked. */
export interface HomeExtras {
  /** How many releases are live altogether. */
  live?: number;
  ahead?: { months: readonly CalendarMonth[]; from: Instant; until: Instant; zone: string };
  settings?: { preferences: Preferences; mailable: Mailable; zone: string };
}

/** With two blocks each in the first two parts and one in the last this stays below the hundred of a home tab. */
const SHOWN = { waiting: 12, owned: 12, live: 15, ahead: 12 };

/** What waits for this person, what they own, everything that is live, the days ahead, and how they are told. */
export function appHome(
  releases: readonly Shown[],
  reader: Reader,
  words: Words,
  { live: count, ahead, settings }: HomeExtras = {},
): HomeView {
  const { lists } = words;
  const live = releases.filter(({ release }) => !hasEnded(release.status));
  const waiting = releases.filter(({ release, scene }) => waitsFor(reader, release, scene.lane, scene.now));
  const mine = live.filter(it => it.release.plan.owner === reader.person);
  const owned = mine.filter(it => !waiting.includes(it));
  const buttons = (it: Shown) => releaseWithButtons(it.release, it.scene, reader);
  const line = (it: Shown) => [section(standingLine(it.release, it.scene))];
  return {
    type: 'home',
    blocks: withinLimits(
      [
        header(lists.homeTitle),
        ...part(lists.waitingForMe, lists.nothingWaits, waiting, SHOWN.waiting, buttons, words),
        divider,
        // What is theirs and waits for them stands above already.
        ...(owned.length > 0 || mine.length === 0
          ? [...part(lists.ownedByMe, lists.ownsNothing, owned, SHOWN.owned, buttons, words), divider]
          : []),
        ...part(lists.allLive, lists.nothingLive, live, SHOWN.live, line, words, count),
        ...(ahead ? aheadPart(ahead, words) : []),
        ...(settings ? settingsPart(settings, words) : []),
        context(lists.menuHelp),
      ],
      'home',
    ),
  };
}

function part(
  title: string,
  nothing: string,
  releases: readonly Shown[],
  most: number,
  shown: (it: Shown) => KnownBlock[],
  words: Words,
  count = releases.length,
): KnownBlock[] {
  const left = count - Math.min(most, releases.length);
  return [
    section(`*${title}*`),
    ...(releases.length === 0 ? [context(nothing)] : []),
    ...releases.slice(0, most).flatMap(shown),
    ...(left > 0 ? [context(words.lists.moreReleases(left))] : []),
  ];
}

function aheadPart(ahead: NonNullable<HomeExtras['ahead']>, words: Words): KnownBlock[] {
  const { lists } = words;
  const lines = linesAhead(ahead, words);
  const left = lines.length - SHOWN.ahead;
  return [
    divider,
    section(`*${lists.daysAhead}*`),
    ...(lines.length === 0 ? [context(lists.nothingAhead)] : lineSections(lines.slice(0, SHOWN.ahead))),
    ...(left > 0 ? [context(words.calendar.more(left))] : []),
    actions([button('calendar', lists.openCalendar)]),
  ];
}

function settingsPart(settings: NonNullable<HomeExtras['settings']>, words: Words): KnownBlock[] {
  const { preferences, ...reader } = settings;
  return [
    divider,
    section(`*${words.settings.title}*`),
    fields(settingsFields(preferences, reader, words)),
    actions([button('settings', words.lists.changeSettings)]),
  ];
}

const button = (action: string, text: string): Button => ({
  type: 'button',
  action_id: action,
  text: plainText(text),
});
