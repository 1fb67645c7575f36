import { useState } from 'react';
import type { UiView } from '../../workspace/ui-protocol.ts';
import type { Entered } from '../elements/values.ts';
import { Modal } from './modal.tsx';

const NOTHING: Entered = {};

/** Shows the modal on top; what was entered below it is there again when people come back. */
export function ModalStack({ modals }: { modals: UiView[] }) {
  const [byView, setByView] = useState<Record<string, Entered>>({});
  const view = modals.at(-1);
  if (!view) return null;
  const change = (next: (before: Entered) => Entered) =>
    setByView(before => ({ ...before, [view.id]: next(before[view.id] ?? NOTHING) }));
  return (
    <Modal
      key={view.id}
      view={view}
      isStacked={modals.length > 1}
      entered={byView[view.id] ?? NOTHING}
      setEntered={change}
    />
  );
}
