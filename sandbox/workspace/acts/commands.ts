import { findChannel } from '../channels.ts';
import type { Context } from '../context.ts';
import { entered } from '../mentions.ts';
import { tell } from '../post.ts';
import { answer } from '../response-urls.ts';
import { SlackRefusal } from '../slack-refusal.ts';
import type { Json, Outcome, UiRequests } from '../ui-protocol.ts';
import { done, errorFor, failed } from './outcomes.ts';
import { channelName, verificationToken } from './payloads.ts';

/** A person sends a slash command. What Slack would tell them about a failure stands in the channel too. */
export async function slashCommand(ctx: Context, asked: UiRequests['commands']): Promise<Outcome> {
  const channel = findChannel(ctx, asked.channel);
  if (channel === undefined || !channel.members.includes(asked.person))
    return failed('channel_not_found', 'You are not in that channel.');
  const complain = (error: string, sentence: string) => {
    tell(ctx, asked.person, channel.id, sentence);
    return failed(error, sentence);
  };
  const [word = '', ...rest] = asked.text.trim().split(/\s+/);
  const command = ctx.app.commands.find(one => one.command === word);
  if (command === undefined) return complain('unknown_command', `\`${word}\` is not a valid command.`);
  if (asked.threadTs !== undefined)
    return complain('not_supported_in_threads', `\`${word}\` is not supported in threads. Sorry!`);

  const origin = { person: asked.person, channel: channel.id };
  const receipt = await ctx.deliver({
    kind: 'command',
    payload: {
      token: verificationToken,
      team_id: ctx.team.id,
      team_domain: ctx.team.domain,
      channel_id: channel.id,
      channel_name: channelName(ctx, channel.id),
      user_id: asked.person,
      user_name: ctx.state.people.get(asked.person)?.handle ?? '',
      command: word,
      text: entered(ctx, rest.join(' '), command.shouldEscape),
      api_app_id: ctx.app.id,
      is_enterprise_install: 'false',
      response_url: ctx.url + ctx.responseUrls.issue(origin),
      trigger_id: ctx.triggers.issue({ person: asked.person }),
    },
  });
  if (receipt.acknowledged) return answered(ctx, origin, receipt.body, complain);
  const error = errorFor(receipt);
  return complain(error, `\`${word}\` failed with the error “${error}”.`);
}

function answered(
  ctx: Context,
  origin: { person: string; channel: string },
  body: Json | undefined,
  complain: (error: string, sentence: string) => Outcome,
): Outcome {
  if (body === undefined) return done;
  try {
    answer(ctx, origin, body);
    return done;
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error;
    return complain('invalid_command_response', `The answer of ${ctx.app.name} was refused: ${error.code}.`);
  }
}
