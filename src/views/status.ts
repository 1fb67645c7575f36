import type { Release, Status } from '../release/state.ts';
import { approvalsPart } from './approvals-part.ts';
import { actions, context } from './blocks.ts';
import { checklistPart } from './checklist-part.ts';
import { deedButton } from './deed-buttons.ts';
import { gatesPart } from './gates-part.ts';
import { incidentPart } from './incident-part.ts';
import { type Message, message } from './message.ts';
import { offersTo } from './offers.ts';
import { pollPart } from './poll-part.ts';
import { briefly, standing, summary } from './release-card.ts';
import { findingPart, rollbackPart, runbookPart } from './runbook-part.ts';
import type { Reader, Scene } from './scene.ts';

/** Later who approved is no longer what people ask about. */
const ASKS_APPROVERS: readonly Status[] = ['approving', 'rejected'];

/** The answer to `/release status`: where it stands, what is next, and the buttons this person may press. */
export function statusAnswer(release: Release, scene: Scene, reader: Reader): Message {
  const { lane, now, words } = scene;
  const buttons = offersTo(reader, release, lane, now).map(deed => deedButton(deed, release, words));
  return message(summary(release, scene), [
    ...standing(release, scene, briefly(release, scene)),
    ...findingPart(release, scene),
    ...incidentPart(release, scene),
    ...(ASKS_APPROVERS.includes(release.status) ? approvalsPart(release, scene) : []),
    ...gatesPart(release, scene),
    ...checklistPart(release, scene),
    ...(release.status === 'polling' ? pollPart(release, scene) : []),
    ...(release.rollout ? runbookPart(release, scene) : []),
    ...rollbackPart(release, scene),
    ...(buttons.length > 0 ? [actions(buttons)] : []),
    context(words.card.footer(release.id, release.revisions, release.majorChanges)),
  ]);
}
