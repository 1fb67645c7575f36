import { sentence } from '../views/refusal.ts';
import type { Intent } from './intent.ts';
import { misunderstood } from './misunderstanding.ts';
import { refuseThere } from './permitted-groups.ts';
import { placeMeant } from './place-meant.ts';

const says = '/release unlock [service] [environment]';

export const unlock: Intent = {
  button: 'unlock',
  says,
  perform: async (asked, desk) => {
    const { place, said } = await placeMeant(asked, says, desk);
    if (said) throw misunderstood('argument-extra', { found: said, says });
    const { person: by, commandId } = asked;
    const refusal = await refuseThere('unlock', place.environment, by, desk);
    if (refusal) return refusal;
    const outcome = await desk.engine.handleLane(place, { type: 'Unlock', by }, { commandId, actor: by });
    if (outcome.is === 'refused') return outcome.refusal;
    return { ...sentence(desk.speech.inChannel(asked.channel).done.unlocked(place, by)), forAll: true };
  },
};
