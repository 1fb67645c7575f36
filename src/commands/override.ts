import { BEFORE_TURN } from '../release/state.ts';
import { overrideModal } from '../views/reason-modals.ts';
import { told } from './deed.ts';
import { overrideWish } from './override-wish.ts';
import { groupsFor } from './permitted-groups.ts';
import { withReason } from './reason-modal.ts';

/** In these something can be waited for that an override sets aside. */
export const OVERRIDABLE = BEFORE_TURN;

/** Asks for an emergency override; whoever may override and says this has overridden. */
export const override = withReason({
  button: 'override',
  says: '/release override [release] <reason>',
  meaning: OVERRIDABLE,
  deed: 'override',
  modal: overrideModal,
  carryOut: async ({ release, person: by, commandId, reason }, desk) => {
    const { id, digest, terms } = release;
    const nobody = { groups: [], reason, asks: [], grants: true };
    const [wish, starting] = await Promise.all([
      terms.override ? overrideWish(terms.override, by, { reason, grants: true }, desk) : nobody,
      groupsFor('start', release, by, desk),
    ]);
    const groups = [...new Set([...wish.groups, ...starting])];
    const command = { type: 'AskOverride', by, digest, ...wish, groups } as const;
    return told(await desk.engine.handle(id, command, { commandId, actor: by }), desk.words.done.override);
  },
});
