import { z } from 'zod';
import { STAGES } from '../release/runbook.ts';
import { CalendarWindow, TimeZone } from './calendar-window.ts';
import { Duration } from './duration.ts';
import { Repository } from './github-actions-target.ts';
import { Channel, Count, Name, ServiceName, Text, YesOrNo } from './names.ts';
import { DatabaseActions, OwnSteps } from './own-steps.ts';
import { Strategy } from './strategy.ts';
import { ActionsTarget, Target } from './target.ts';
import { RoomLinks, WarRoom, WarRooms } from './war-room.ts';

/** How a kind of step is carried out; what is left out is as in `STEP_DEFAULTS`. */
const StepRules = z
  .strictObject({
    /** The role that answers for it. */
    owner: Name.exactOptional(),
    timeout: Duration.exactOptional(),
    retries: Count.exactOptional(),
    /** Whether repeating it after an unknown outcome does no harm. */
    idempotent: YesOrNo.exactOptional(),
  })
  .transform(({ timeout, ...rest }) => ({
    ...rest,
    ...(timeout === undefined ? {} : { timeoutMs: timeout }),
  }));
export type StepRules = z.output<typeof StepRules>;

const Steps = z.strictObject({
  check: StepRules.exactOptional(),
  install: StepRules.exactOptional(),
  shift: StepRules.exactOptional(),
  verify: StepRules.exactOptional(),
});
export type Steps = z.output<typeof Steps>;

const ceremony = {
  /** Whether the plan is asked for in a modal, or made from the command alone. */
  modal: YesOrNo,
  /** Plan texts that may not be empty. */
  requires: z.array(z.enum(['goal', 'communication', 'window'])),
  /** Whether there is a Go/No-Go. */
  poll: YesOrNo,
  /** `automatic`: it starts as soon as everything required is in place; `button`: the owner starts it. */
  deploy: z.enum(['button', 'automatic']),
  /** Whether approving asks once more in a modal. */
  confirmApproval: YesOrNo,
  /** Whether failures page whoever is on call. */
  pages: YesOrNo,
  /** Where people follow the release; left out: an own channel for a minor or major to production. */
  warRoom: WarRoom.exactOptional(),
};

const Difference = z.strictObject({
  modal: ceremony.modal.exactOptional(),
  requires: ceremony.requires.exactOptional(),
  poll: ceremony.poll.exactOptional(),
  deploy: ceremony.deploy.exactOptional(),
  confirmApproval: ceremony.confirmApproval.exactOptional(),
  pages: ceremony.pages.exactOptional(),
  warRoom: ceremony.warRoom,
});

const Ceremony = z.strictObject({
  ...ceremony,
  /** What is different for some types of release. */
  except: z
    .strictObject({
      patch: Difference.exactOptional(),
      minor: Difference.exactOptional(),
      major: Difference.exactOptional(),
      hotfix: Difference.exactOptional(),
    })
    .exactOptional(),
});
/** How much ceremony a release goes through, before anything is deployed. */
export type Ceremony = Omit<z.output<typeof Ceremony>, 'except'>;

export const ServedEnvironment = z.strictObject({
  target: Target,
  /** The strategy of a release that names none. */
  strategy: Name,
  steps: Steps.exactOptional(),
  /** What carries out actions that the target does not have. */
  actions: ActionsTarget.exactOptional(),
  /** What is done here in each stage besides. */
  runbook: OwnSteps.exactOptional(),
  /** What going back with the data takes. */
  database: DatabaseActions.exactOptional(),
});
export type ServedEnvironment = z.output<typeof ServedEnvironment>;

const perEnvironment = <Schema extends z.ZodType>(schema: Schema) =>
  z.strictObject({
    development: schema.exactOptional(),
    testing: schema.exactOptional(),
    staging: schema.exactOptional(),
    production: schema.exactOptional(),
  });

const Service = z.strictObject({
  repository: Repository.exactOptional(),
  channel: Channel,
  /** By whose clocks its people live; left out: those of the calendar. */
  timeZone: TimeZone.exactOptional(),
  environments: perEnvironment(ServedEnvironment).refine(
    environments => Object.keys(environments).length > 0,
    'at least one environment',
  ),
  /** Why a stage of the runbook has nothing to do: `database: it has none`. */
  notApplicable: z.partialRecord(z.enum(STAGES), Text).exactOptional(),
  /** Bookmarks of its war rooms: dashboards, the runbook for people. */
  links: RoomLinks.exactOptional(),
});
export type Service = z.output<typeof Service>;

const Day = z.iso.date({ error: 'a day, such as `2027-01-01`' });

/** `config/release.yml`: what is released, where to and how. */
export const ReleasePolicy = z.strictObject({
  services: z.record(ServiceName, Service),
  /** The organisation's own, besides the presets. */
  strategies: z.record(Name, Strategy).prefault({}),
  steps: Steps.prefault({}),
  ceremony: z.strictObject({
    development: Ceremony,
    testing: Ceremony,
    staging: Ceremony,
    production: Ceremony,
  }),
  warRooms: WarRooms.prefault({}),
  /** By whose clocks the calendar counts its days. */
  calendarZone: TimeZone.prefault('UTC'),
  /** No working days, by the clocks of `calendarZone`, besides Saturdays and Sundays. */
  holidays: z.array(Day).prefault([]),
  /** Times in which nothing may start. */
  freezes: z.array(CalendarWindow).prefault([]),
  /** Where there is one for a place, releases start there only while one is open. */
  releaseWindows: z
    .array(
      CalendarWindow.refine(({ during }) => during === undefined, {
        error: 'no `during`: a window that closes lets what is under way finish',
        path: ['during'],
      }),
    )
    .prefault([]),
});
export type ReleasePolicy = z.output<typeof ReleasePolicy>;

/** How often and how long a step is tried where the policy says nothing. */
export const STEP_DEFAULTS = {
  check: { owner: 'operations', timeoutMs: 30_000, retries: 3 },
  install: { owner: 'operations', timeoutMs: 600_000, retries: 1 },
  shift: { owner: 'operations', timeoutMs: 120_000, retries: 2 },
  verify: { owner: 'operations', timeoutMs: 60_000, retries: 3 },
} as const satisfies Record<keyof Steps, { owner: string; timeoutMs: number; retries: number }>;
