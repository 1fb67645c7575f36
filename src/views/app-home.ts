import type { HomeView, KnownBlock } from '@slack/types';
import type { Release } from '../release/state.ts';
import type { Words } from '../words/words.ts';
import { context, divider, header, section } from './blocks.ts';
import { withinLimits } from './limits.ts';
import { releaseWithButtons, standingLine } from './menu.ts';
import { waitsFor } from './offers.ts';
import type { Reader, Scene } from './scene.ts';

interface Live {
  release: Release;
  scene: Scene;
}

/** Two blocks each in the first two parts and one in the last stay below the hundred of a home tab. */
const SHOWN = 15;

/** What waits for this person, what they own, and everything that is live. */
export function appHome(live: readonly Live[], reader: Reader, words: Words): HomeView {
  const { lists } = words;
  const waiting = live.filter(({ release, scene }) => waitsFor(reader, release, scene.lane, scene.now));
  const mine = live.filter(it => it.release.plan.owner === reader.person);
  const owned = mine.filter(it => !waiting.includes(it));
  const buttons = (it: Live) => releaseWithButtons(it.release, it.scene, reader);
  const line = (it: Live) => [section(standingLine(it.release, it.scene))];
  return {
    type: 'home',
    blocks: withinLimits(
      [
        header(lists.homeTitle),
        ...part(lists.waitingForMe, lists.nothingWaits, waiting, buttons, words),
        divider,
        // What is theirs and waits for them stands above already.
        ...(owned.length > 0 || mine.length === 0
          ? [...part(lists.ownedByMe, lists.ownsNothing, owned, buttons, words), divider]
          : []),
        ...part(lists.allLive, lists.nothingLive, live, line, words),
        context(lists.menuHelp),
      ],
      'home',
    ),
  };
}

function part(
  title: string,
  nothing: string,
  releases: readonly Live[],
  shown: (it: Live) => KnownBlock[],
  words: Words,
): KnownBlock[] {
  const left = releases.length - SHOWN;
  return [
    section(`*${title}*`),
    ...(releases.length === 0 ? [context(nothing)] : []),
    ...releases.slice(0, SHOWN).flatMap(shown),
    ...(left > 0 ? [context(words.lists.moreReleases(left))] : []),
  ];
}
