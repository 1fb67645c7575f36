import { ofRelease, told } from './deed.ts';
import { personMeant } from './person-meant.ts';

/** One person decides, and everybody knows who. */
export const incidentCommander = ofRelease({
  button: 'incident-commander',
  says: '/release incident commander [release] [@person]',
  meaning: 'any',
  takesWords: true,
  perform: async ({ release, person: by, commandId, said }, { engine, words }) => {
    const commander = said === '' ? by : personMeant(said);
    return told(
      await engine.handle(release.id, { type: 'NameCommander', by, commander }, { commandId, actor: by }),
      after => words.incidents.done.commander(after, commander),
    );
  },
});
