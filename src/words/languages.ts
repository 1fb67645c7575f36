import { chinese } from './chinese.ts';
import { english } from './english.ts';
import type { Words } from './words.ts';

/** The languages there are, as BCP 47 names them. */
export const LANGUAGES = ['en', 'zh-CN'] as const;

export type Language = (typeof LANGUAGES)[number];

const catalogues: Record<Language, Words> = { en: english, 'zh-CN': chinese };

/** Every sentence, in a language. */
export const wordsIn = (language: Language): Words => catalogues[language];
