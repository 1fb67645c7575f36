import type { IncomingMessage } from 'node:http';
import type { Reading } from '../providers/evidence/reports/read-posted.ts';
import type { Environment, Version } from '../release/terms.ts';
import type { Database } from '../store/database.ts';
import { type EvidenceToken, noteUse, tokenOf } from '../store/evidence-tokens.ts';
import { keepPosted, type PostedPiece } from '../store/posted-evidence.ts';
import { answerAndEnd, bodyOf } from './body.ts';
import { type Closest, type Item, Refused, type Submission, submissionOf } from './evidence-body.ts';
import { bornToken, isToken } from './evidence-token.ts';
import { openPace, type Pace } from './pace.ts';
import type { Route } from './route.ts';

export interface EvidenceMeans {
  db: Database;
  read(report: Omit<Extract<Item, { is: 'report' }>, 'is'>): Reading;
  closest: Closest;
  isService(name: string): boolean;
  /** The commits live releases of that version were planned for. */
  commitsOf(service: string, version: Version): Promise<string[]>;
  /** Something was posted about a commit of the service: whoever waits for it looks now. */
  wake(service: string): Promise<void>;
  onTrouble(error: unknown): void;
}

/** All that is posted at once: some reports of megabytes. */
export const MOST_BYTES = 20 * 1024 * 1024;
const PER_MINUTE = 60;
const WITHIN_MS = 60_000;
/** An older measurement may have been recorded and sent again; it would be measured anew as fast. */
const MEASURED_WITHIN_MS = 24 * 3_600_000;
/** How far the clock of a CI machine may be ahead. */
const AHEAD_MS = 5 * 60_000;

interface Answer {
  status: number;
  body: unknown;
  retryAfterS?: number;
}

/**
 * `POST /evidence`: CI tells what it measured about a commit. Who posts is known before the body is read; what was sent
 * is never repeated, except for a word that is not known. See docs/gates.md.
 */
export function evidenceRoute(means: EvidenceMeans): Route {
  const pace = openPace(PER_MINUTE);
  return {
    path: '/evidence',
    method: 'POST',
    async answer(request, response) {
      const { status, body, retryAfterS } = await answerTo(request, means, pace);
      if (retryAfterS !== undefined) response.setHeader('retry-after', String(retryAfterS));
      if (status === 401) response.setHeader('www-authenticate', 'Bearer');
      answerAndEnd(request, response, status, body);
    },
  };
}

const refused = (status: number, error: string): Answer => ({ status, body: { error } });

async function answerTo(request: IncomingMessage, means: EvidenceMeans, pace: Pace): Promise<Answer> {
  try {
    const born = bornToken(request.headers.authorization);
    const waitS = born === null ? 0 : pace.wait(born.id);
    if (waitS > 0) {
      request.resume();
      const error = `More than ${PER_MINUTE} posts a minute; try again in ${waitS} s.`;
      return { ...refused(429, error), retryAfterS: waitS };
    }
    const token = born && (await known(born, means.db));
    // Nobody's body is kept in memory before it is known who posts.
    const body = await bodyOf(request, token ? MOST_BYTES : 0, WITHIN_MS);
    if (!token)
      return refused(401, 'The token is missing or not known: send it as Authorization: Bearer tme_….');
    if (body === 'too slow') return refused(408, `The body was not here within ${WITHIN_MS / 1000} s.`);
    if (body === 'too long')
      return refused(
        413,
        `The body is longer than ${MOST_BYTES / 1024 / 1024} MiB; post reports one by one.`,
      );
    refuseUnusable(token);
    const url = new URL(request.url ?? '/', 'http://tminus');
    const submission = submissionOf(url, request.headers, body, means.closest);
    return await take(submission, token, means);
  } catch (error) {
    if (error instanceof Refused) return refused(error.status, error.message);
    means.onTrouble(error);
    return { ...refused(503, 'It could not be kept; send it again.'), retryAfterS: 5 };
  }
}

type KnownToken = NonNullable<Awaited<ReturnType<typeof tokenOf>>>;

async function known({ id, token }: { id: string; token: string }, db: Database): Promise<KnownToken | null> {
  const found = await tokenOf(db, id);
  return found && isToken(token, found.hash) ? found : null;
}

const day = (at: number) => new Date(at).toISOString().slice(0, 10);

function refuseUnusable({ name, revokedAt, expiresAt, now }: KnownToken): void {
  if (revokedAt !== null) throw new Refused(401, `The token ${name} was revoked on ${day(revokedAt)}.`);
  if (expiresAt <= now) throw new Refused(401, `The token ${name} expired on ${day(expiresAt)}.`);
}

async function take(submission: Submission, token: KnownToken, means: EvidenceMeans): Promise<Answer> {
  const { service, commit } = submission;
  refuseService(submission, token, means);
  refuseTime(submission, token.now);
  await refuseOtherCommit(submission, means);
  const pieces = submission.items.map(item => pieceOf(item, submission, token, means));
  refuseTwice(pieces);
  const kept = await keepPosted(means.db, { service, commit, token: token.id, pieces });
  switch (kept.is) {
    case 'older':
      throw new Refused(
        409,
        `${kept.poster} has told about ${kept.gate} of this commit as of ${new Date(kept.known).toISOString()} already; what was measured before, or at the same time and differently, is not taken.`,
      );
    case 'too many':
      throw new Refused(409, `There are ${kept.most} pieces of evidence about this commit already.`);
    case 'kept':
      await noteUse(means.db, token.id);
      if (kept.recorded > 0) await means.wake(service);
      return {
        status: kept.recorded > 0 ? 201 : 200,
        body: { service, commit, recorded: kept.recorded, known: pieces.length - kept.recorded },
      };
  }
}

function refuseService({ service }: Submission, token: EvidenceToken, { isService }: EvidenceMeans): void {
  if (service !== token.service)
    throw new Refused(403, `The token ${token.name} is for ${token.service}, not for ${service}.`);
  if (!isService(service)) throw new Refused(403, `The policy knows no service ${service} any more.`);
}

function refuseTime({ at }: Submission, now: number): void {
  if (at > now + AHEAD_MS)
    throw new Refused(422, 'It was measured in the future: the clock of the machine is ahead.');
  if (at < now - MEASURED_WITHIN_MS)
    throw new Refused(422, 'It was measured more than 24 h ago; measure it again.');
}

/** Where a release of that version waits, its commit is known. */
async function refuseOtherCommit(
  { service, version, commit }: Submission,
  { commitsOf }: EvidenceMeans,
): Promise<void> {
  const expected = version === null ? [] : await commitsOf(service, version);
  if (expected.length > 0 && !expected.includes(commit))
    throw new Refused(
      409,
      `${service} ${version} stands on commit ${expected[0]?.slice(0, 12)}, not on ${commit.slice(0, 12)}: evidence counts for its commit alone.`,
    );
}

function pieceOf(
  item: Item,
  submission: Submission,
  token: EvidenceToken,
  means: EvidenceMeans,
): PostedPiece {
  const { at, link, name } = submission;
  const reading = readingOf(item, means);
  if (reading.is === 'unreadable')
    throw new Refused(422, `${item.is === 'report' ? `${item.format}: ` : ''}${reading.why}.`);
  const { gate, measured, benchmarks } = reading;
  if (token.gates && !token.gates.includes(gate))
    throw new Refused(403, `The token ${token.name} is for ${token.gates.join(', ')}, not for ${gate}.`);
  return {
    ...{ gate, measured, benchmarks, at, link },
    environment: environmentOf(submission, token),
    poster: name === null ? token.name : `${token.name}: ${name}`,
  };
}

const readingOf = (item: Item, { read }: EvidenceMeans): Reading =>
  item.is === 'facts'
    ? { is: 'read', gate: item.measured.gate, measured: item.measured, benchmarks: null }
    : read(item);

function environmentOf(
  { environment }: Submission,
  { name, environments }: EvidenceToken,
): Environment | null {
  if (environments === null) return environment;
  if (environment === null && environments.length === 1) return environments[0] ?? null;
  if (environment !== null && environments.includes(environment)) return environment;
  const found = environment === null ? 'name one' : `not for ${environment}`;
  throw new Refused(403, `The token ${name} is for ${environments.join(', ')}: ${found}.`);
}

/** Two pieces under one name would take each other's place. */
function refuseTwice(pieces: readonly PostedPiece[]): void {
  const twice = pieces.find((piece, at) => pieces.findIndex(({ gate }) => gate === piece.gate) !== at);
  if (twice)
    throw new Refused(
      422,
      `Two pieces tell about ${twice.gate}: post them one by one, each with a name of its own.`,
    );
}
