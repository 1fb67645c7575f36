import { z } from 'zod';
import { Command, Variables } from './command.ts';
import { Name, Text } from './names.ts';
import { Address } from './references.ts';

const SOCKET_EXPECTED = 'the path of a socket, `host:port`, or a reference such as $' + '{HAPROXY_SOCKET}';
/** Of HAProxy's runtime API. */
export const HaproxySocket = z
  .string({ error: SOCKET_EXPECTED })
  .regex(/^(\/[^\s;]*|[^\s;/]+:\d+|\$\{[A-Z][A-Z0-9_]*\})$/, SOCKET_EXPECTED);

const WORD_EXPECTED = 'a name as it stands in the configuration of HAProxy';
/** Goes into a command line of the runtime socket, where `;` and line ends begin another command. */
export const HaproxyName = z.string({ error: WORD_EXPECTED }).regex(/^[A-Za-z0-9_.:-]+$/, WORD_EXPECTED);

const SLOTS_EXPECTED = 'two slots behind two different servers';
/** The two server lines of the backend, and where each says which version runs behind it. */
export const HaproxySlots = z
  .tuple(
    [
      z.strictObject({ server: HaproxyName, versionUrl: Address.exactOptional() }),
      z.strictObject({ server: HaproxyName, versionUrl: Address.exactOptional() }),
    ],
    { error: SLOTS_EXPECTED },
  )
  .refine(([one, other]) => one.server !== other.server, SLOTS_EXPECTED);

/** Two versions behind two servers of one backend of HAProxy; see `docs/haproxy-target.md`. */
export const HaproxyTarget = z
  .strictObject({
    kind: z.literal('haproxy'),
    socket: HaproxySocket,
    backend: HaproxyName,
    slots: HaproxySlots,
    commands: z.strictObject({
      /** Makes `$TMINUS_VERSION` run behind `$TMINUS_SLOT`. */
      install: Command,
      /** Ends what runs behind `$TMINUS_SLOT`. */
      stop: Command,
      /** Prints the version behind `$TMINUS_SLOT`, where a slot has no `versionUrl`. */
      read: Command.exactOptional(),
    }),
    /** Actions of your own by name: `backup: [./backup.sh]`. */
    actions: z.record(Name, Command).prefault({}),
    variables: Variables,
    /** Where the commands run. */
    cwd: Text.exactOptional(),
  })
  .refine(
    ({ slots, commands }) =>
      commands.read !== undefined || slots.every(slot => slot.versionUrl !== undefined),
    {
      error: 'a `versionUrl`, or `commands.read`, for each slot',
      path: ['slots'],
    },
  );
export type HaproxyTarget = z.output<typeof HaproxyTarget>;

/** How it works, not where it is. */
export const haproxyWithoutAddresses = ({
  socket: _,
  variables: __,
  cwd: ___,
  slots,
  ...rest
}: HaproxyTarget) => ({
  ...rest,
  slots: slots.map(({ server }) => server),
});
