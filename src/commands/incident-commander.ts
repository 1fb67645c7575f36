import { ofRelease, told } from './deed.ts';
import { groupsFor } from './permitted-groups.ts';
import { personMeant } from './person-meant.ts';

/** One person decides, and everybody knows who. */
export const incidentCommander = ofRelease({
  button: 'incident-commander',
  says: '/release incident commander [release] [@person]',
  meaning: 'any',
  takesWords: true,
  perform: async ({ release, person: by, commandId, said }, desk) => {
    const commander = said === '' ? by : personMeant(said);
    const groups = await groupsFor('incident', release, by, desk);
    const command = { type: 'NameCommander', by, groups, commander } as const;
    return told(await desk.engine.handle(release.id, command, { commandId, actor: by }), after =>
      desk.words.incidents.done.commander(after, commander),
    );
  },
});
