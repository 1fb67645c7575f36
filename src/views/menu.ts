import type { KnownBlock } from '@slack/types';
import type { Release } from '../release/state.ts';
import { escapeText } from '../words/mrkdwn.ts';
import { actions, context, section } from './blocks.ts';
import { deedButton } from './deed-buttons.ts';
import { STATUS_ICONS } from './icons.ts';
import { incidentLine } from './incident-part.ts';
import { type Message, message } from './message.ts';
import { nextStep } from './next-step.ts';
import { offersTo } from './offers.ts';
import type { Reader, Scene } from './scene.ts';

/** Each release takes two blocks here. */
const SHOWN = 15;

/** The answer to a bare `/release`: what this person can do here now. `services` are those of the channel. */
export function menu(
  releases: readonly { release: Release; scene: Scene }[],
  here: { services: readonly string[]; words: Scene['words'] },
  reader: Reader,
): Message {
  const { lists } = here.words;
  const shown = releases.slice(0, SHOWN);
  const lines = shown.map(({ release, scene }) => standingLine(release, scene));
  const start = lists.menuStart(here.services);
  return message(
    [lists.menu, ...(lines.length > 0 ? lines : [lists.menuNothing]), start, lists.menuHelp].join('\n'),
    [
      section(`*${lists.menu}*`),
      ...(shown.length === 0 ? [section(lists.menuNothing)] : []),
      ...shown.flatMap(({ release, scene }) => releaseWithButtons(release, scene, reader)),
      ...(releases.length > SHOWN ? [context(lists.moreReleases(releases.length - SHOWN))] : []),
      context(start, lists.menuHelp),
    ],
  );
}

/** Title, state and next step on two lines, and its incident on a third. */
export function standingLine(release: Release, scene: Scene): string {
  const { card, terms } = scene.words;
  const title = `*${escapeText(card.title(release.plan))}*`;
  return [
    `${STATUS_ICONS[release.status]} ${title} · ${terms.status[release.status]}`,
    nextStep(release, scene),
    ...incidentLine(release, scene),
  ].join('\n');
}

/** The same with the buttons this person may press. */
export function releaseWithButtons(release: Release, scene: Scene, reader: Reader): KnownBlock[] {
  const buttons = offersTo(reader, release, scene.lane, scene.now).map(deed =>
    deedButton(deed, release, scene.words),
  );
  const line = section(standingLine(release, scene));
  return buttons.length > 0 ? [line, actions(buttons)] : [line];
}
