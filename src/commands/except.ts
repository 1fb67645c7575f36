import { closureToExcept } from '../release/turn.ts';
import { exceptModal } from '../views/reason-modals.ts';
import { told } from './deed.ts';
import { groupsAmong } from './permitted-groups.ts';
import { withReason } from './reason-modal.ts';

/** Whoever the freeze or the release windows name lets one release start in spite of them. */
export const except = withReason({
  button: 'except',
  says: '/release except [release] <reason>',
  meaning: ['queued', 'held', 'ready', 'polling', 'preparing', 'approving', 'failed'],
  deed: 'except',
  modal: exceptModal,
  carryOut: async ({ release, person: by, commandId, reason }, desk) => {
    const { engine, words } = desk;
    const world = { organisation: await engine.organisation(), now: desk.now() };
    const groups = await groupsAmong(closureToExcept(release, world)?.exceptionsBy, by, desk);
    const outcome = await engine.handle(
      release.id,
      { type: 'MakeException', by, groups, reason },
      { commandId, actor: by },
    );
    return told(outcome, words.done.excepted);
  },
});
