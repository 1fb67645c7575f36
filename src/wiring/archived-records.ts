import { z } from 'zod';
import { archiveIn } from '../audit/archive-file.ts';
import { fromRecord } from '../engine/folds.ts';
import type { ReleaseEvent } from '../release/state.ts';
import type { ArchivedAs } from '../store/archives.ts';
import type { StoryEntry } from '../views/audit-story.ts';

/** What of a record is needed to tell it. */
const Recorded = z.object({
  stream: z.string(),
  version: z.number(),
  schema: z.number(),
  type: z.string(),
  at: z.number(),
  actor: z.string(),
  data: z.record(z.string(), z.json()),
});

/** Reads the records of an archived release from the folder, where there is one and the file is what it was. */
export function archivedRecords(
  folder: string | null,
): (archive: ArchivedAs) => Promise<StoryEntry[] | 'not there' | 'another file'> {
  const read = archiveIn(folder);
  return async archive => {
    const items = await read(archive);
    if (typeof items === 'string') return items;
    return items.flatMap(item => {
      if (item.is !== 'event') return [];
      const record = Recorded.parse(JSON.parse(item.record));
      return [{ at: record.at, actor: record.actor, event: fromRecord<ReleaseEvent>(record as never) }];
    });
  };
}
