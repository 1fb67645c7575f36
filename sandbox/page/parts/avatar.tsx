import type { UiPerson } from '../../workspace/ui-protocol.ts';

/** Decoration only: the name stands next to it. */
export function Avatar({ person, size = 36 }: { person: UiPerson; size?: number }) {
  const style = { background: person.color, width: size, height: size, fontSize: size * 0.38 };
  return (
    <span className="avatar" style={style} aria-hidden="true">
      {person.isBot ? '🚀' : person.initials}
    </span>
  );
}
