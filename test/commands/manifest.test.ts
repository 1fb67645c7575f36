import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { intents, spokenAs } from '../../src/commands/intents.ts';

const root = resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const text = read('manifest.yml');
const manifest = parse(text);

describe('the manifest', () => {
  it('keeps to what Slack allows in one', () => {
    const validate = new Ajv({ allErrors: true, strict: true }).compile(
      JSON.parse(read('test/support/slack-manifest.schema.json')),
    );
    validate(manifest);
    expect(validate.errors).toBeNull();
  });

  it('is refused by the same rules when a command lacks its slash', () => {
    const validate = new Ajv().compile(JSON.parse(read('test/support/slack-manifest.schema.json')));
    const wrong = structuredClone(manifest);
    wrong.features.slash_commands[0].command = 'release';
    expect(validate(wrong)).toBe(false);
  });

  it('offers the slash commands people can type, and no other', () => {
    const offered = manifest.features.slash_commands.map(({ command }: { command: string }) => command);
    expect(new Set(offered)).toEqual(new Set(intents.map(intent => spokenAs(intent)[0])));
  });

  it('asks Slack to send mentions as ids', () => {
    for (const command of manifest.features.slash_commands) expect(command.should_escape).toBe(true);
  });

  it('says above each scope what needs it', () => {
    const lines = text.split('\n').map(line => line.trim());
    const from = lines.indexOf('bot:');
    const unexplained = manifest.oauth_config.scopes.bot.filter((scope: string) => {
      let at = lines.indexOf(`- ${scope}`, from) - 1;
      while (lines[at]?.startsWith('- ')) at--;
      return !lines[at]?.startsWith('# ');
    });
    expect(unexplained).toEqual([]);
  });

  it('subscribes to the events the app listens to, and to no other', () => {
    const listened = [...read('src/commands/bolt.ts').matchAll(/event\.type === '([a-z_.]+)'/g)].map(
      ([, name]) => name,
    );
    expect(new Set(manifest.settings.event_subscriptions.bot_events)).toEqual(new Set(listened));
  });
});
