import { findChannel } from './channels.ts';
import { type Context, findPerson } from './context.ts';

const interesting = /<[@#!][^<>\s]+>|(?<![\w@])@[a-z0-9_][a-z0-9_.-]*[a-z0-9_]|(?<![\w#])#[a-z0-9_-]+|[&<>]/g;

/**
 * Typed text as Slack stores it: `@ana` is `<@U…>`, `#releases` is `<#C…|releases>`, `@qa` is `<!subteam^S…|@qa>`,
 * and the three control characters are escaped. A slash command that escapes gets `<@U…|ana>`.
 */
export function entered(ctx: Context, text: string, withNames = false): string {
  return text.replace(interesting, found => {
    if (found.startsWith('<') && found !== '<') return withNames ? withName(ctx, found) : found;
    if (found.startsWith('@')) return mentionOf(ctx, found.slice(1), withNames) ?? found;
    if (found.startsWith('#')) return channelLink(ctx, found) ?? found;
    return found === '&' ? '&amp;' : found === '<' ? '&lt;' : '&gt;';
  });
}

function mentionOf(ctx: Context, handle: string, withName: boolean): string | undefined {
  if (['here', 'channel', 'everyone'].includes(handle)) return `<!${handle}>`;
  const person = findPerson(ctx, handle);
  if (person !== undefined) return withName ? `<@${person.id}|${person.handle}>` : `<@${person.id}>`;
  const group = ctx.state.groups.all().find(one => one.handle === handle);
  return group && `<!subteam^${group.id}|@${group.handle}>`;
}

function withName(ctx: Context, mention: string): string {
  const id = /^<@(\w+)>$/.exec(mention)?.[1];
  const person = id === undefined ? undefined : ctx.state.people.get(id);
  return person === undefined ? mention : `<@${person.id}|${person.handle}>`;
}

function channelLink(ctx: Context, name: string): string | undefined {
  const channel = findChannel(ctx, name);
  return channel && `<#${channel.id}|${channel.name}>`;
}
