import { SettingMistakes, secretIn, Written } from '../settings.ts';

/** All that the audit tools need to know: they look at what is stored and speak to nobody. */
export interface StorageSettings {
  /** Null for the embedded database in `dataFolder`. */
  databaseUrl: string | null;
  dataFolder: string;
  archiveFolder: string | null;
}

/** @throws SettingMistakes */
export function readStorageSettings(secret = secretIn()): StorageSettings {
  const names = ['DATABASE_URL', 'DATA_FOLDER', 'ARCHIVE_FOLDER'] as const;
  const found = names.flatMap(name => {
    const value = secret(name);
    return value === null ? [] : [[name, value]];
  });
  const { data, error } = Written.pick({
    DATABASE_URL: true,
    DATA_FOLDER: true,
    ARCHIVE_FOLDER: true,
  }).safeParse(Object.fromEntries(found));
  if (!data) {
    const mistakes = error.issues.map(issue => `${issue.path.join('.')} is not ${issue.message}.`);
    throw new SettingMistakes(mistakes);
  }
  const {
    DATABASE_URL: databaseUrl = null,
    DATA_FOLDER: dataFolder,
    ARCHIVE_FOLDER: archiveFolder = null,
  } = data;
  return { databaseUrl, dataFolder, archiveFolder };
}
