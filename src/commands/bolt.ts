import type { App, BlockAction, GlobalShortcut, MessageShortcut, ViewSubmitAction } from '@slack/bolt';
import { type Desk, speakingTo } from './desk.ts';
import { publishHome } from './home.ts';
import type { InFlight } from './in-flight.ts';
import type { SlashCommand } from './intents.ts';
import { openReception } from './reception.ts';
import {
  acknowledgementOf,
  afterMention,
  clickSpeaker,
  formOf,
  formSpeaker,
  mentionSpeaker,
  messageSpeaker,
  reportOf,
  shortcutSpeaker,
  slashSpeaker,
} from './speakers.ts';

const SLASH_COMMANDS: readonly SlashCommand[] = ['/release', '/rollback'];

/**
 * Connects every intent to a Bolt app. Each listener acknowledges first and hands over; `flying` counts
 * what is still under way, because `app.stop()` does not wait for it. A listener does not wait either: Bolt keeps the
 * request and the context of every listener until the last of them is done, and an answer may have to wait its turn.
 * The reception never rejects.
 */
export function registerIntents(app: App, desk: Desk, flying: InFlight): void {
  const reception = openReception(desk, flying);

  for (const command of SLASH_COMMANDS) {
    app.command(command, async ({ ack, body, respond }) => {
      await ack();
      void reception.typed(slashSpeaker(body, respond), command, body.text ?? '');
    });
  }

  // One listener for all of them: an action nobody listens to would be a 404 and a warning sign for the person.
  app.action<BlockAction>({ type: 'block_actions' }, async ({ ack, body, action, respond }) => {
    await ack();
    if (action.type !== 'button') return;
    void reception.clicked(clickSpeaker(body, respond, desk), action.action_id, action.value);
  });

  app.view<ViewSubmitAction>({ type: 'view_submission', callback_id: /.*/ }, async ({ ack, body }) => {
    const form = formOf(body);
    const submission = reception.look(body.view.callback_id, form);
    await ack(acknowledgementOf(submission));
    if (!submission || !('work' in submission)) return;
    void reception.finish(formSpeaker(form, submission.answerIn, desk), submission.work);
  });

  app.event('app_mention', async ({ event, body, context }) => {
    if (!event.user || event.bot_id) return;
    const text = afterMention(event.text, context.botUserId);
    void reception.typed(mentionSpeaker(event, body.event_id, desk), '/release', text);
  });

  app.event('app_home_opened', async ({ event, body }) => {
    if (event.tab !== 'home') return;
    void reception.quietly(body.event_id, async () =>
      publishHome(event.user, await speakingTo(event.user, desk)),
    );
  });

  app.shortcut<GlobalShortcut>({ type: 'shortcut' }, async ({ ack, shortcut }) => {
    await ack();
    void reception.typed(shortcutSpeaker(shortcut, desk), '/release', '');
  });

  app.shortcut<MessageShortcut>({ type: 'message_action' }, async ({ ack, shortcut }) => {
    await ack();
    void reception.typed(messageSpeaker(shortcut, desk), '/release', reportOf(shortcut));
  });
}
