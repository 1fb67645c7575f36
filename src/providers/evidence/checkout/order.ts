import { join } from 'node:path';
import { z } from 'zod';
import { file, filesOf } from '../../../processes/operation-files.ts';
import { GATES } from '../../../release/gate-evidence.ts';
import { REPORT_FORMATS } from '../formats.ts';

/** A command that is run in the checkout; without a format it only prepares. */
export const EvidenceCommand = z.object({
  name: z.string(),
  run: z.array(z.string()),
  format: z.enum([...REPORT_FORMATS, 'exit-code']).optional(),
  gate: z.enum(GATES).optional(),
  report: z.string().optional(),
  exitCodes: z.array(z.int()).optional(),
  timeoutMs: z.number(),
});
export type EvidenceCommand = z.output<typeof EvidenceCommand>;

/** What the program that runs the commands is told. It travels as a file, since it may hold credentials. */
export const Order = z.object({
  /** Of the gathering; its commands are operations `<id>.<number>`, those on the running version `<id>.before.<number>`. */
  id: z.string(),
  /** Where operations are filed. */
  folder: z.string(),
  url: z.string(),
  /** The value of a header `Authorization`, or null. */
  authorization: z.string().nullable(),
  commit: z.string(),
  /** The commit of the version that runs now, or why there is none to compare with. */
  before: z.union([z.object({ commit: z.string() }), z.object({ why: z.string() })]),
  commands: z.array(EvidenceCommand),
  variables: z.record(z.string(), z.string()),
});
export type Order = z.output<typeof Order>;

/** What came of one command: a report that can be read, or one sentence why it has none. */
export const Result = z.object({
  name: z.string(),
  /** When it was measured. */
  at: z.number(),
  measured: z.unknown().optional(),
  trouble: z.string().optional(),
});
export type Result = z.output<typeof Result>;

/** Where a gathering keeps its own things, beside what is filed of it as an operation. */
export const placesOf = (folder: string, id: string) => {
  const own = filesOf(folder, id).folder;
  return {
    order: join(own, 'order.json'),
    results: join(own, 'results.json'),
    /** Checkouts, and a home for the commands; removed at the end. */
    work: join(own, 'work'),
  };
};

/** Other processes see all of it or what was there before. */
export const fileResults = (folder: string, id: string, results: readonly Result[]): void =>
  file(placesOf(folder, id).results, results, { survivesPowerCut: false });
