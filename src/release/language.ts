/** The languages tminus speaks, as BCP 47 names them. */
export const LANGUAGES = ['en', 'zh-CN'] as const;

export type Language = (typeof LANGUAGES)[number];
