import { type FormEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { UiView } from '../../workspace/ui-protocol.ts';
import { Blocks } from '../blocks/blocks.tsx';
import { blocksOf } from '../elements/element.ts';
import { Interactive } from '../elements/interactive.tsx';
import { type Entered, problemsOf, stateOf } from '../elements/values.ts';
import { ask } from '../live/ask.ts';
import { usePage } from '../live/workspace-context.ts';
import { withEmoji } from '../mrkdwn/emoji.ts';
import { Dialog } from '../parts/dialog.tsx';

interface Props {
  view: UiView;
  /** There is another one below. */
  isStacked: boolean;
  entered: Entered;
  setEntered(change: (before: Entered) => Entered): void;
}

/** One modal. What was entered stays when the app updates the view. */
export function Modal({ view, isStacked, entered, setEntered }: Props) {
  const { state, tell } = usePage();
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [isSending, setSending] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const blocks = useMemo(() => blocksOf(view.blocks), [view.blocks]);
  const container = useMemo(() => ({ type: 'view' as const, viewId: view.id }), [view.id]);
  const person = state.me.id;

  // The first focusable thing would be the X; and a view that was loading has its fields only now.
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs anew because the fields changed.
  useEffect(() => {
    if (form.current?.querySelector('.modal-body')?.contains(document.activeElement)) return;
    form.current?.querySelector<HTMLElement>('.modal-body :is(input, select, textarea, button)')?.focus();
  }, [blocks]);

  // People must not have to look for what is wrong, nor screen readers.
  useEffect(() => {
    if (Object.keys(errors).length === 0) return;
    form.current?.querySelector<HTMLElement>('.has-error :is(input, select, textarea)')?.focus();
  }, [errors]);

  const close = async (all: boolean) => {
    const outcome = await ask('views/close', { person, viewId: view.id, all });
    if (!outcome.ok) tell(outcome.sentence);
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (isSending || view.submit === undefined) return;
    const problems = problemsOf(blocks, entered);
    setErrors(problems);
    if (Object.keys(problems).length > 0) return;
    setSending(true);
    const outcome = await ask('views/submit', { person, viewId: view.id, state: stateOf(blocks, entered) });
    setSending(false);
    if (outcome.ok) setErrors(outcome.errors ?? {});
    else tell(outcome.sentence);
  };

  return (
    <Dialog label={view.title} className="modal" onEscape={() => void close(false)}>
      <form ref={form} noValidate onSubmit={submit} aria-busy={isSending}>
        <header>
          <h2>{withEmoji(view.title)}</h2>
          <button type="button" className="button-plain" aria-label="Close" onClick={() => void close(true)}>
            ✕
          </button>
        </header>
        <div className="modal-body">
          <Interactive
            container={container}
            blocks={blocks}
            entered={entered}
            setEntered={setEntered}
            errors={errors}
          >
            <Blocks blocks={blocks} />
          </Interactive>
        </div>
        <footer>
          <button type="button" className="button" onClick={() => void close(false)}>
            {withEmoji(view.close) || usualClose(view, isStacked)}
          </button>
          {view.submit !== undefined && (
            <button type="submit" className="button button-primary" disabled={isSending}>
              {isSending ? 'Sending…' : withEmoji(view.submit)}
            </button>
          )}
        </footer>
      </form>
    </Dialog>
  );
}

function usualClose(view: UiView, isStacked: boolean): string {
  if (isStacked) return 'Back';
  return view.submit === undefined ? 'Close' : 'Cancel';
}
