import { grantModal } from '../views/reason-modals.ts';
import { decideOverride } from './decide-override.ts';
import { OVERRIDABLE } from './override.ts';
import { withReason } from './reason-modal.ts';

/** Somebody who may override does, because they were asked to. */
export const grant = withReason({
  button: 'grant',
  says: '/release grant [release] <reason>',
  meaning: OVERRIDABLE,
  deed: 'grant',
  modal: grantModal,
  carryOut: (reasoned, desk) => decideOverride(true, reasoned, desk),
});
