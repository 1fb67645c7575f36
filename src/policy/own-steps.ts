import { z } from 'zod';
import { Duration } from './duration.ts';
import { Count, Name, Text, YesOrNo } from './names.ts';

const HANDED_EXPECTED = 'a name in camelCase, such as `keepDays`';
/** What an action is handed besides the release; a script finds `keepDays` as `TMINUS_KEEP_DAYS`. */
export const Handed = z.record(z.string().regex(/^[a-z][a-zA-Z0-9]{0,39}$/, HANDED_EXPECTED), z.string());

const Verified = z.strictObject({
  /** For people: what tells that it has worked. */
  how: Text,
  /** The action that finds out; without one the end of the step's own action has to do. */
  action: Name.exactOptional(),
});

const UNDO_EXPECTED =
  'one of `{ action: <name>, how: <words> }`, `{ impossible: <why> }` and `{ needless: <why> }`';

const Undone = z
  .strictObject(
    {
      action: Name.exactOptional(),
      how: Text.exactOptional(),
      /** Why nothing undoes it: from this step on going back is not safe. */
      impossible: Text.exactOptional(),
      /** Why there is nothing to undo: a backup harms nobody. */
      needless: Text.exactOptional(),
    },
    { error: UNDO_EXPECTED },
  )
  .refine(
    ({ action, how, impossible, needless }) =>
      [action, impossible, needless].filter(one => one !== undefined).length === 1 &&
      (action === undefined) === (how === undefined),
    UNDO_EXPECTED,
  );

/** A step of the organisation's own: an action by its name, and what people have to know of it. */
export const OwnStep = z
  .strictObject({
    /** Part of operation ids and of `/release show output <step>`. */
    id: Name,
    /** What it does, in words. */
    does: Text,
    /** The name of the action, as the target or the second target of the environment knows it. */
    action: Name,
    with: Handed.exactOptional(),
    /** The role that answers for it. */
    owner: Name.prefault('operations'),
    timeout: Duration.prefault('10 min'),
    retries: Count.prefault(0),
    verify: Verified,
    undo: Undone,
    /** Whether repeating it after an unknown outcome does no harm. */
    idempotent: YesOrNo.prefault(false),
  })
  .transform(({ timeout, ...rest }) => ({ ...rest, timeoutMs: timeout }));
export type OwnStep = z.output<typeof OwnStep>;

const Stage = z.array(OwnStep, { error: 'a list of steps' });

/** What is done in each stage besides what every release does; a stage that is left out has nothing more. */
export const OwnSteps = z.strictObject({
  prepare: Stage.exactOptional(),
  build: Stage.exactOptional(),
  database: Stage.exactOptional(),
  assets: Stage.exactOptional(),
  /** After the version is installed. */
  services: Stage.exactOptional(),
  functions: Stage.exactOptional(),
  monitoring: Stage.exactOptional(),
  /** After all traffic is on the version. */
  verify: Stage.exactOptional(),
});
export type OwnSteps = z.output<typeof OwnSteps>;

/** The actions of `/rollback now --with-database`, in the order they are carried out. */
export const DatabaseActions = z
  .strictObject({
    pauseWrites: Name,
    backup: Name,
    restore: Name,
    verify: Name,
    resumeWrites: Name,
    /** How long backups are kept, in days; handed to the action that makes them as `keepDays`. */
    keepDays: Count.prefault(7),
    /** How long each of the actions may take. */
    timeout: Duration.prefault('1 h'),
  })
  .transform(({ timeout, ...rest }) => ({ ...rest, timeoutMs: timeout }));
export type DatabaseActions = z.output<typeof DatabaseActions>;
