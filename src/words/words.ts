import type { english } from './english.ts';

/** Every sentence people read. A second language is another catalogue of this type. */
export type Words = typeof english;
