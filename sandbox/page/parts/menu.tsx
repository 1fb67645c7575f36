import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';

export interface MenuItem {
  key: string;
  label: ReactNode;
  detail?: ReactNode;
  isCurrent?: boolean;
  choose(): void;
}

interface Props {
  label: string;
  face: ReactNode;
  className: string;
  items: MenuItem[];
}

/** A button that opens a list of choices; arrows move, Enter chooses, Escape closes. */
export function Menu({ label, face, className, items }: Props) {
  const [isOpen, setOpen] = useState(false);
  const root = useRef<HTMLSpanElement>(null);
  const id = useId();

  useEffect(() => {
    if (!isOpen) return;
    root.current?.querySelector<HTMLElement>('[role=menuitem][aria-current=true], [role=menuitem]')?.focus();
    const away = (event: PointerEvent) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', away);
    return () => document.removeEventListener('pointerdown', away);
  }, [isOpen]);

  const close = () => {
    setOpen(false);
    root.current?.querySelector('button')?.focus();
  };
  const keys = (event: KeyboardEvent) => {
    if (!isOpen) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (step) {
      event.preventDefault();
      const all = [...(root.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
      const at = all.indexOf(document.activeElement as HTMLElement);
      all.at((at + step + all.length) % all.length)?.focus();
    } else if (event.key === 'Tab') setOpen(false);
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys bubble up here from the buttons inside.
    <span className="menu" ref={root} onKeyDown={keys}>
      <button
        type="button"
        className={className}
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        {face}
      </button>
      {isOpen && (
        <div id={id} className="menu-list" role="menu" aria-label={label}>
          {items.map(item => (
            <button
              key={item.key}
              type="button"
              role="menuitem"
              aria-current={item.isCurrent}
              onClick={() => {
                close();
                item.choose();
              }}
            >
              <span className="menu-label">{item.label}</span>
              {item.detail && <span className="menu-detail">{item.detail}</span>}
            </button>
          ))}
        </div>
      )}
    </span>
  );
}
