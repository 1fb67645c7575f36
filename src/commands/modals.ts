import type { ModalView } from '@slack/types';
import { WebAPIPlatformError } from '@slack/web-api';
import { z } from 'zod';
import type { PersonId } from '../release/terms.ts';
import { type ButtonValue, buttonValue } from '../views/button-value.ts';
import type { Message } from '../views/message.ts';
import type { Desk } from './desk.ts';
import { failureOf } from './failure-of.ts';
import type { Asked } from './intent.ts';
import { misunderstood } from './misunderstanding.ts';

/** What a modal about a release carries: which one, what it looked like, and where to answer. */
const AboutRelease = z.object({
  r: z.string(),
  d: z.string(),
  c: z.string().nullish(),
  t: z.string().nullish(),
  /** Whose voice is given, where it is not one's own. */
  o: z.string().nullish(),
});

type Place = Pick<Asked, 'channel' | 'threadTs'>;

export function aboutRelease(
  view: ModalView,
  release: { id: string; digest: string },
  { channel: c, threadTs: t, voice: o }: Place & { voice?: PersonId | null },
): ModalView {
  const about = JSON.parse(buttonValue(release)) as ButtonValue;
  return { ...view, private_metadata: JSON.stringify({ ...about, c, t, ...(o && { o }) }) };
}

export function readAboutRelease(metadata: string): {
  about: ButtonValue;
  place: Place;
  voice: PersonId | null;
} {
  const { r, d, c = null, t = null, o = null } = AboutRelease.parse(JSON.parse(metadata));
  return { about: { r, d }, place: { channel: c, threadTs: t }, voice: o };
}

/**
 * Opens a modal and gives its id, or null when another delivery of the same wish has opened it.
 * @throws Misunderstood when the three seconds a trigger lives were over
 */
export async function openModal(triggerId: string, view: ModalView, desk: Desk): Promise<string | null> {
  try {
    const opened = await desk.slack.interactive.views.open({ trigger_id: triggerId, view });
    return opened.view?.id ?? null;
  } catch (error) {
    const code = error instanceof WebAPIPlatformError ? error.data.error : null;
    if (code === 'exchanged_trigger_id') return null;
    if (code === 'expired_trigger_id') throw misunderstood('too-slow', {});
    throw error;
  }
}

/** The same modal, which says why it asks nothing after all. */
export function refusedView(view: ModalView, { blocks }: Message): ModalView {
  const { submit: _, ...rest } = view;
  return { ...rest, blocks };
}

/** Shows something else in a modal that is open; false when it cannot be shown there any more, mostly because it was closed. */
export async function replaceView(viewId: string, view: ModalView, desk: Desk): Promise<boolean> {
  try {
    await desk.slack.interactive.views.update({ view_id: viewId, view });
    return true;
  } catch (error) {
    desk.log.info({ ...failureOf(error), viewId }, 'a form was closed before it was filled');
    return false;
  }
}
