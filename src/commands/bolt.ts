import type {
  App,
  SlackActionMiddlewareArgs,
  SlackCommandMiddlewareArgs,
  SlackEventMiddlewareArgs,
  SlackShortcutMiddlewareArgs,
  SlackViewMiddlewareArgs,
} from '@slack/bolt';
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

const SLASH_COMMANDS: readonly string[] = ['/release', '/rollback'] satisfies SlashCommand[];
const isOurs = (command: string): command is SlashCommand => SLASH_COMMANDS.includes(command);

/**
 * Connects every intent to a Bolt app. Whatever the gesture, it is acknowledged first and handed over; `flying` counts
 * what is still under way, because `app.stop()` does not wait for it. Nothing is waited for here either: Bolt keeps the
 * request and its context until then, and an answer may have to wait its turn. The reception never rejects.
 *
 * One middleware sorts the gestures: Bolt would ask every listener of its own about each of them, and make
 * its arguments anew for each.
 */
export function registerIntents(app: App, desk: Desk, flying: InFlight): void {
  const reception = openReception(desk, flying);

  async function command({ ack, body, respond }: SlackCommandMiddlewareArgs) {
    if (!isOurs(body.command)) return;
    await ack();
    void reception.typed(slashSpeaker(body, respond), body.command, body.text ?? '');
  }

  // All of them: an action nobody listens to would be a 404 and a warning sign for the person.
  async function action({ ack, body, respond }: SlackActionMiddlewareArgs) {
    if (body.type !== 'block_actions') return;
    await ack();
    const [pressed] = body.actions;
    if (pressed?.type !== 'button') return;
    void reception.clicked(clickSpeaker(body, respond, desk), pressed.action_id, pressed.value);
  }

  async function view({ ack, body }: SlackViewMiddlewareArgs) {
    if (body.type !== 'view_submission') return;
    const form = formOf(body);
    const submission = reception.look(body.view.callback_id, form);
    await ack(acknowledgementOf(submission));
    if (!submission || !('work' in submission)) return;
    void reception.finish(formSpeaker(form, submission.answerIn, desk), submission.work);
  }

  /** Bolt has acknowledged it already. */
  function event({ event, body }: SlackEventMiddlewareArgs, botUserId: string | undefined) {
    if (event.type === 'app_mention') {
      if (!event.user || event.bot_id) return;
      const text = afterMention(event.text, botUserId);
      void reception.typed(mentionSpeaker(event, body.event_id, desk), '/release', text);
    }
    if (event.type === 'app_home_opened') {
      if (event.tab !== 'home') return;
      void reception.quietly(body.event_id, async () =>
        publishHome(event.user, await speakingTo(event.user, desk)),
      );
    }
  }

  async function shortcut({ ack, shortcut }: SlackShortcutMiddlewareArgs) {
    await ack();
    if (shortcut.type === 'shortcut') {
      void reception.typed(shortcutSpeaker(shortcut, desk), '/release', '');
    } else if (shortcut.type === 'message_action') {
      void reception.typed(messageSpeaker(shortcut, desk), '/release', reportOf(shortcut));
    }
  }

  app.use(async gesture => {
    if ('command' in gesture) await command(gesture);
    else if ('action' in gesture) await action(gesture);
    else if ('view' in gesture) await view(gesture);
    else if ('shortcut' in gesture) await shortcut(gesture);
    else if ('event' in gesture) event(gesture, gesture.context.botUserId);
  });
}
