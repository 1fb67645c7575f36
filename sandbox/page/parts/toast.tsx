import { useLayoutEffect, useRef } from 'react';

/** A sentence above everything else, open dialogs included. */
export function Toast({ sentence }: { sentence: string | null }) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const shown = box.current;
    if (!shown || sentence === null) return;
    shown.showPopover();
    return () => shown.hidePopover();
  }, [sentence]);
  return (
    <div ref={box} className="toasts" popover="manual" role="status" aria-live="polite">
      {sentence !== null && <p className="toast">{sentence}</p>}
    </div>
  );
}
