import { createContext, useContext } from 'react';
import type { Json, UiContainer } from '../../workspace/ui-protocol.ts';
import type { Element } from './element.ts';
import type { Entered } from './values.ts';

/** What the blocks of one message or view share. */
export interface Surface {
  container: UiContainer;
  entered: Entered;
  /** Messages by block id, after a submission that was refused. */
  errors: Record<string, string>;
  enter(blockId: string, element: Element, value: Json): void;
  /** Tells the app about a press or a choice, after asking when the element wants that. */
  act(blockId: string, element: Element, chosen: Json): Promise<void>;
  /** Elements with an action under way, as `blockId/actionId`. */
  busy: ReadonlySet<string>;
}

const SurfaceContext = createContext<Surface | null>(null);

export const SurfaceProvider = SurfaceContext.Provider;

export function useSurface(): Surface {
  const surface = useContext(SurfaceContext);
  if (!surface) throw new Error('An element is only drawn inside a message or a view.');
  return surface;
}
