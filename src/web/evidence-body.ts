import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import { REPORT_FORMATS, type ReportFormat } from '../providers/evidence/formats.ts';
import { GATES, type GateName, MEASURABLE_GATES, type Measured } from '../release/gate-evidence.ts';
import { ENVIRONMENTS, type Environment, type Instant } from '../release/terms.ts';
import { factsOf } from './evidence-facts.ts';

/** It cannot be taken; the message is one sentence for whoever reads the log of the CI job. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** A report as its tool wrote it, or facts somebody has read out of one. */
export type Item =
  | {
      is: 'report';
      format: ReportFormat;
      gate: GateName | undefined;
      text: string;
      baseline: string | undefined;
    }
  | { is: 'facts'; measured: Measured };

/** What was posted, in one shape however it came. */
export interface Submission {
  service: string;
  commit: string;
  version: string | null;
  environment: Environment | null;
  at: Instant;
  link: string | null;
  /** Tells apart what one CI measures for the same gate, such as `unit` and `browser`. */
  name: string | null;
  items: Item[];
}

const MOST_ITEMS = 20;
const Report = z.union([z.string(), z.array(z.unknown()), z.record(z.string(), z.unknown())]);

const about = {
  service: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'the name of a service'),
  commit: z
    .string()
    .regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/, 'a full commit hash: 40 (or 64) small hexadecimal digits'),
  version: z
    .string()
    .regex(/^v?\d+\.\d+\.\d+[\w.+-]{0,60}$/, 'a version such as 1.4.0')
    .transform(text => text.replace(/^v/, ''))
    .nullish(),
  environment: z.enum(ENVIRONMENTS, `one of ${ENVIRONMENTS.join(', ')}`).nullish(),
  at: z.iso
    .datetime({ offset: true, error: 'when it was measured, such as 2026-11-27T18:00:00Z' })
    .transform(text => Date.parse(text)),
  link: z
    .url({ protocol: /^https$/, error: 'an https address' })
    .max(1_000)
    .nullish(),
  name: z
    .string()
    .regex(/^[\w .:/()-]{1,60}$/, 'a short name')
    .nullish(),
};

const Json = z.strictObject({
  ...about,
  evidence: z
    .array(
      z.union(
        [
          z.strictObject({
            format: z.string(),
            report: Report,
            gate: z.string().optional(),
            baseline: Report.optional(),
          }),
          z.strictObject({ facts: z.looseObject({ gate: z.string() }) }),
        ],
        '{ "format", "report" } or { "facts": { "gate", … } }',
      ),
    )
    .min(1, 'at least one piece')
    .max(MOST_ITEMS, `at most ${MOST_ITEMS} pieces`),
});

const Query = z.strictObject({ ...about, format: z.string(), gate: z.string().optional() });

/** The known word that was probably meant, or null. */
export type Closest = (found: string, known: readonly string[]) => string | null;

/**
 * Reads a post: JSON with several pieces or, with `?format=` in the address, one report as its tool wrote it.
 *
 * @throws Refused
 */
export function submissionOf(
  url: URL,
  headers: IncomingHttpHeaders,
  body: Buffer,
  closest: Closest,
): Submission {
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (url.searchParams.has('format')) return rawOf(url, type, body, closest);
  if (type !== 'application/json')
    throw new Refused(
      415,
      'Post JSON with content type application/json, or a report itself with ?format= in the address.',
    );
  const { evidence, ...rest } = shaped(Json, parsed(body));
  const items = evidence.map((piece, at): Item => {
    if ('facts' in piece) {
      const gate = gateOf(piece.facts.gate, closest);
      return { is: 'facts', measured: shaped(factsOf(gate), piece.facts, `evidence.${at}.facts`) };
    }
    return {
      is: 'report',
      format: formatOf(piece.format, closest),
      gate: piece.gate === undefined ? undefined : gateOf(piece.gate, closest),
      text: textOf(piece.report),
      baseline: piece.baseline === undefined ? undefined : textOf(piece.baseline),
    };
  });
  return { ...defaults(rest), items };
}

function rawOf(url: URL, type: string, body: Buffer, closest: Closest): Submission {
  if (type.startsWith('multipart/') || type === 'application/x-www-form-urlencoded')
    throw new Refused(
      415,
      'Post the report itself, such as with curl --data-binary @junit.xml -H "Content-Type: application/xml".',
    );
  const { format, gate, ...rest } = shaped(Query, Object.fromEntries(url.searchParams));
  const item: Item = {
    is: 'report',
    format: formatOf(format, closest),
    gate: gate === undefined ? undefined : gateOf(gate, closest),
    text: utf8(body),
    baseline: undefined,
  };
  return { ...defaults(rest), items: [item] };
}

type About = z.output<z.ZodObject<typeof about>>;
const defaults = ({ version, environment, link, name, ...rest }: About) => ({
  ...rest,
  version: version ?? null,
  environment: environment ?? null,
  link: link ?? null,
  name: name ?? null,
});

const textOf = (report: z.output<typeof Report>): string =>
  typeof report === 'string' ? report : JSON.stringify(report);

function utf8(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw new Refused(400, 'The body is not UTF-8.');
  }
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(utf8(body));
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Refused(400, 'The body is not JSON.');
  }
}

/** Says where it is wrong and what was expected, never what was found: it could be a secret in the wrong place. */
function shaped<Shape>(schema: z.ZodType<Shape>, value: unknown, within = ''): Shape {
  const { data, error } = schema.safeParse(value);
  if (!error) return data;
  const [issue] = error.issues;
  const path = [within, ...(issue?.path.map(String) ?? [])].filter(Boolean).join('.') || 'The body';
  if (issue?.code === 'unrecognized_keys')
    throw new Refused(422, `${issue.keys[0]?.slice(0, 60)} is not known here.`);
  const message = issue?.message ?? '';
  const expected = /^(?:Invalid|Too|Unrecognized)/.test(message) || !message ? 'as expected' : message;
  throw new Refused(422, `${path} is not ${expected}.`);
}

const meant = (found: string, known: readonly string[], closest: Closest): string => {
  const near = closest(found, known);
  return near ? ` Did you mean ${near}?` : ` Known are: ${known.join(', ')}.`;
};

function gateOf(found: string, closest: Closest): GateName {
  const gate = MEASURABLE_GATES.find(known => known === found);
  if (gate) return gate;
  if (GATES.some(known => known === found))
    throw new Refused(422, `The gate ${found} is read from the source host; CI cannot tell about it.`);
  throw new Refused(
    422,
    `There is no gate ${JSON.stringify(found.slice(0, 60))}.${meant(found.slice(0, 60), MEASURABLE_GATES, closest)}`,
  );
}

function formatOf(found: string, closest: Closest): ReportFormat {
  const format = REPORT_FORMATS.find(known => known === found);
  if (format) return format;
  throw new Refused(
    422,
    `There is no report format ${JSON.stringify(found.slice(0, 60))}.${meant(found.slice(0, 60), REPORT_FORMATS, closest)}`,
  );
}
