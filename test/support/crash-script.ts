import { expect } from 'vitest';
import { type Audit, audit } from './audit.ts';
import type { CrashStage } from './crash-stage.ts';
import type { Lives } from './lives.ts';
import { peopleIn } from './people.ts';

/** Everything people do for a minor release to production, until it is on its way by itself. */
export async function sendOut({ workspace }: CrashStage, version: string): Promise<void> {
  const people = peopleIn(workspace);
  await people.plans('ana', version);
  await people.says('ben', `/release approve ${version}`);
  await people.says('elif', `/release approve ${version}`);
  await people.says('ben', `/release go ${version}`);
  await people.says('george', `/release go ${version}`);
  await people.says('ana', `/release deploy ${version}`);
}

const count = async (lives: Lives, sql: string): Promise<number> => (await lives.ask(sql)).length;

/**
 * Waits for the release to end so. When the machine is so slow that a phase could not be measured, people
 * are asked, and they answer.
 */
export async function comesTo(
  lives: Lives,
  stage: CrashStage,
  { version, status }: { version: string; status: string },
  timeoutMs = 240_000,
): Promise<void> {
  const people = peopleIn(stage.workspace);
  let answered = 0;
  const isSo = async () => {
    const asked = await count(lives, `select 1 from app.events where type = 'DecisionAsked'`);
    if (asked > answered && status === 'completed') {
      answered = asked;
      await people.says('ana', `/release promote ${version}`);
    }
    const ended = `select id from app.releases where version = '${version}' and status = '${status}'`;
    return (await count(lives, ended)) > 0;
  };
  await lives.until(`that ${version} is ${status}`, isSo, timeoutMs);
}

const UNFINISHED = `
  select id::text from app.notices where state in ('pending', 'sending')
  union all select release_id from app.boards where wanted_version > shown_version
  union all select task from app.tasks where task <> 'ask-for-retrospective'`;

/** Longer than an unknown outcome in Slack is looked for before a message is sent once more. */
const ALL_SAID_WITHIN_MS = 200_000;

/** Every message has arrived, every card is up to date, nothing is due any more but to look back, days later. */
export const comesToRest = (lives: Lives): Promise<void> =>
  lives.until('rest', async () => (await count(lives, UNFINISHED)) === 0, ALL_SAID_WITHIN_MS);

/** No notice lost or doubled, no stream tampered with, nothing left over; gives the releases. */
export async function expectNothingWrong(stage: CrashStage): Promise<Audit['releases']> {
  const db = await stage.openDatabase();
  try {
    const { releases, ...wrong } = await audit(db, stage.workspace);
    expect(wrong).toEqual({
      lost: [],
      doubled: [],
      unasked: [],
      wrongCards: [],
      tampered: [],
      leftOver: [],
    });
    return releases;
  } finally {
    await db.close();
  }
}

/** What the deploy endpoint really began, each as often as it did. */
export const effectsOn = async (stage: CrashStage): Promise<string[]> =>
  (await stage.operations()).map(({ kind, version, percent }) =>
    kind === 'shift' ? `shift ${percent} % to ${version}` : `${kind} ${version}`,
  );
