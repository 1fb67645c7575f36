import { refuseModal } from '../views/reason-modals.ts';
import { decideOverride } from './decide-override.ts';
import { OVERRIDABLE } from './override.ts';
import { withReason } from './reason-modal.ts';

/** Somebody who may override does not, and the release goes its ordinary way. */
export const refuseOverride = withReason({
  button: 'refuse',
  says: '/release refuse [release] <reason>',
  meaning: OVERRIDABLE,
  deed: 'refuse',
  modal: refuseModal,
  carryOut: (reasoned, desk) => decideOverride(false, reasoned, desk),
});
