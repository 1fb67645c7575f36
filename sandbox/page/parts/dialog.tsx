import { type ReactNode, useEffect, useRef } from 'react';

interface Props {
  label: string;
  className: string;
  /** Escape was pressed. */
  onEscape(): void;
  children: ReactNode;
}

/** A native modal dialog: the browser keeps the focus inside, and it goes back to where it was. */
export function Dialog({ label, className, onEscape, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    // The browser gives the focus back only to dialogs that are closed before they are removed, and what is typed
    // into a field that gets the focus while the dialog still covers it is lost.
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
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
