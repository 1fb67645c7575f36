import type { english } from './english.ts';

/** A catalogue's shape: the same keys and the same arguments, whatever the sentences are. */
type Catalogue<T> = T extends string
  ? string
  : T extends (...details: infer Details) => infer Said
    ? (...details: Details) => Catalogue<Said>
    : T extends object
      ? { [K in keyof T]: Catalogue<T[K]> }
      : T;

/**
 * Every sentence people read. Each language is a catalogue of this type, a file per room of it.
 *
 * When the compiler says that a property is missing in `chinese/…`: whoever adds a sentence to `english/…` writes it in
 * `chinese/` too, in the file of the same name. `CONTRIBUTING.md` has the terms to use.
 */
export type Words = Catalogue<typeof english>;
