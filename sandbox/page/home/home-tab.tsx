import { useEffect, useMemo, useState } from 'react';
import { Blocks } from '../blocks/blocks.tsx';
import { blocksOf } from '../elements/element.ts';
import { Interactive } from '../elements/interactive.tsx';
import type { Entered } from '../elements/values.ts';
import { ask } from '../live/ask.ts';
import { usePage } from '../live/workspace-context.ts';

/** The app's Home tab of this person; opening it tells the app. */
export function HomeTab() {
  const { state, tell } = usePage();
  const [entered, setEntered] = useState<Entered>({});
  const { home } = state;
  const person = state.me.id;
  useEffect(() => {
    void ask('home', { person }).then(outcome => {
      if (!outcome.ok) tell(outcome.sentence);
    });
  }, [person, tell]);
  const blocks = useMemo(() => blocksOf(home?.blocks ?? []), [home]);
  const container = useMemo(() => ({ type: 'view' as const, viewId: home?.id ?? '' }), [home?.id]);
  if (!home) {
    return <p className="empty">{state.app.name} has nothing on its Home yet.</p>;
  }
  return (
    <div className="home">
      <Interactive container={container} blocks={blocks} entered={entered} setEntered={setEntered}>
        <Blocks blocks={blocks} />
      </Interactive>
    </div>
  );
}
