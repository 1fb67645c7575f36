import { noGoModal } from '../views/reason-modals.ts';
import { told } from './deed.ts';
import { withReason } from './reason-modal.ts';
import { vote } from './vote.ts';

export const noGo = withReason({
  button: 'no-go',
  says: '/release no-go [release] <reason>',
  meaning: ['polling'],
  answers: true,
  deed: 'no-go',
  modal: noGoModal,
  carryOut: async ({ release, person, commandId, reason }, desk) =>
    told(await vote('no-go', { release, person, commandId, reason }, desk), desk.words.done.saidNoGo),
});
