import type { Language } from '../release/language.ts';
import { chinese } from './chinese.ts';
import { english } from './english.ts';
import type { Words } from './words.ts';

const catalogues: Record<Language, Words> = { en: english, 'zh-CN': chinese };

/** Every sentence, in a language. */
export const wordsIn = (language: Language): Words => catalogues[language];
