import { usePage } from '../live/workspace-context.ts';
import { Avatar } from '../parts/avatar.tsx';
import { Menu } from '../parts/menu.tsx';

/** "You are …": lets one visitor play everybody. */
export function PersonSwitch({ become }: { become(person: string): void }) {
  const { state } = usePage();
  const { me } = state;
  const items = state.people
    .filter(person => !person.isBot)
    .map(person => ({
      key: person.id,
      label: (
        <>
          <Avatar person={person} size={22} /> {person.name}
        </>
      ),
      detail: (
        <>
          {person.title}
          {person.groups.length > 0 && <span className="groups"> · {person.groups.join(', ')}</span>}
        </>
      ),
      isCurrent: person.id === me.id,
      choose: () => become(person.id),
    }));
  const face = (
    <>
      <Avatar person={me} size={32} />
      <span className="you">
        <span className="quiet">You are</span>
        <strong>{me.name}</strong>
        <span className="groups">{me.groups.length > 0 ? me.groups.join(', ') : 'in no group'}</span>
      </span>
      <span aria-hidden="true">⌄</span>
    </>
  );
  return (
    <div className="person-switch">
      <Menu label={`You are ${me.name}. Switch person`} className="person-button" face={face} items={items} />
    </div>
  );
}
