import { openLog } from './logging.ts';
import { loadPolicy } from './policy/load-policy.ts';
import { PolicyMistakes } from './policy/mistake.ts';
import type { Policy } from './policy/policy.ts';
import { policyFolderIn, readSettings, SettingMistakes, type Settings, secretIn } from './settings.ts';
import { CannotStart } from './wiring/cannot-start.ts';
import { openTminus, type Tminus } from './wiring/open-tminus.ts';
import { missingSecrets } from './wiring/secrets.ts';

const begunAt = performance.now();
const say = (line: string) => console.log(line);

/** Reads settings and policy, both to the end, so that one message names every mistake of either. */
async function read(): Promise<{ settings: Settings; policy: Policy }> {
  const messages: string[] = [];
  const mistaken: string[] = [];
  let settings: Settings | null = null;
  let policy: Policy | null = null;
  try {
    settings = readSettings();
  } catch (error) {
    if (!(error instanceof SettingMistakes)) throw error;
    mistaken.push(...error.mistakes);
  }
  try {
    policy = await loadPolicy(settings?.policyFolder ?? policyFolderIn());
    mistaken.push(...missingSecrets(policy, { secret: secretIn() }));
  } catch (error) {
    if (!(error instanceof PolicyMistakes)) throw error;
    messages.push(error.message);
  }
  if (mistaken.length > 0) messages.unshift(new SettingMistakes([...new Set(mistaken)]).message);
  if (settings && policy && messages.length === 0) return { settings, policy };
  throw new CannotStart(messages.join('\n'));
}

async function main(): Promise<void> {
  let tminus: Tminus | null = null;
  let isStopping = false;
  const stop = async () => {
    // Before it is open there is nothing to finish; and whoever asks twice is in a hurry. Nothing is lost either
    // way, the next start takes it up. In a container nobody else ends a process that does not listen yet.
    if (tminus === null || isStopping) process.exit(130);
    isStopping = true;
    say('Stopping: finishing what is under way …');
    await tminus.stop();
    say('Stopped.');
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop());

  const { settings, policy } = await read();
  const log = openLog(settings.logLevel);
  const services = Object.keys(policy.release.services);
  say(`The policy is read from ${settings.policyFolder}: ${services.join(', ')}`);
  tminus = await openTminus(settings, policy, log, say);
  const by = settings.slack.mode.kind === 'http' ? 'over HTTP' : 'over Socket Mode';
  say(settings.role === 'worker' ? 'Carries out what others ask for' : `Slack reaches this process ${by}`);
  const seconds = ((performance.now() - begunAt) / 1000).toFixed(1);
  say(`tminus is ready on port ${tminus.port} after ${seconds} s. Ctrl-C stops it.`);
}

main().catch(error => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
