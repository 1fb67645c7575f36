import { type ReactNode, useCallback, useMemo, useState } from 'react';
import type { Json, UiContainer } from '../../workspace/ui-protocol.ts';
import { ask } from '../live/ask.ts';
import { usePage } from '../live/workspace-context.ts';
import { ConfirmDialog } from '../modal/confirm-dialog.tsx';
import type { Block, Confirm, Element } from './element.ts';
import { type Surface, SurfaceProvider } from './surface.ts';
import { type Entered, keyOf, stateOf } from './values.ts';

interface Asking {
  confirm: Confirm;
  answer(yes: boolean): void;
}

interface Props {
  container: UiContainer;
  blocks: Block[];
  entered: Entered;
  setEntered(change: (before: Entered) => Entered): void;
  errors?: Record<string, string>;
  children: ReactNode;
}

const NO_ERRORS = {};

/** Makes the blocks inside it work: keeps what is entered, asks before risky presses, tells the app. */
export function Interactive({ container, blocks, entered, setEntered, errors = NO_ERRORS, children }: Props) {
  const { state, tell } = usePage();
  const [asking, setAsking] = useState<Asking | null>(null);
  const [busy, setBusy] = useState<ReadonlySet<string>>(new Set());
  const me = state.me.id;

  const act = useCallback(
    async (blockId: string, element: Element, chosen: Json) => {
      const { confirm } = element;
      if (confirm) {
        const yes = await new Promise<boolean>(answer => setAsking({ confirm, answer }));
        setAsking(null);
        if (!yes) return;
      }
      const key = keyOf(blockId, element.action_id);
      // What was just chosen is part of the state that goes with it.
      const now = Object.keys(chosen).length > 0 ? { ...entered, [key]: chosen } : entered;
      if (now !== entered) setEntered(before => ({ ...before, [key]: chosen }));
      setBusy(before => new Set(before).add(key));
      const request = { person: me, container, blockId, actionId: element.action_id, chosen };
      const outcome = await ask('actions', { ...request, state: stateOf(blocks, now) });
      setBusy(before => new Set([...before].filter(other => other !== key)));
      if (!outcome.ok) tell(outcome.sentence);
    },
    [me, container, blocks, entered, setEntered, tell],
  );

  const surface = useMemo<Surface>(
    () => ({
      container,
      entered,
      errors,
      busy,
      act,
      enter: (blockId, element, value) =>
        setEntered(before => ({ ...before, [keyOf(blockId, element.action_id)]: value })),
    }),
    [container, entered, errors, busy, act, setEntered],
  );

  return (
    <SurfaceProvider value={surface}>
      {children}
      {asking && <ConfirmDialog {...asking} />}
    </SurfaceProvider>
  );
}
