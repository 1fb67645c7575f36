import { type ReactNode, useEffect, useRef } from 'react';

interface Props {
  label: string;
  className: string;
  /** Escape was pressed. */
  onEscape(): void;
  children: ReactNode;
}

/** A native modal dialog: the browser keeps the focus inside and gives it back afterwards. */
export function Dialog({ label, className, onEscape, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = dialog.current;
    if (shown && !shown.open) shown.showModal();
    return () => shown?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={`dialog ${className}`}
      aria-label={label}
      onCancel={event => {
        event.preventDefault();
        // A dialog inside a dialog: only the upper one is meant.
        if (event.target === dialog.current) onEscape();
      }}
    >
      {children}
    </dialog>
  );
}
