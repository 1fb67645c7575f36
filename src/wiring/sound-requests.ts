import type { IncomingMessage, RequestListener } from 'node:http';
import { answerJson } from '../web/route.ts';

/** What Bolt takes at most. */
const BODY_LIMIT_BYTES = 4 * 1024 * 1024;

/**
 * Lets only requests through that the receiver of Bolt 5.1 survives: JSON that is no object, such as a signed
 * `null`, ends the process, because a field of it is read where nobody catches; a malformed address is
 * answered with 500.
 */
export function soundRequests(path: string, listen: RequestListener): RequestListener {
  return (request, response) => {
    const address = request.url ?? '';
    // Nearly always it is just that, and an address takes longer to parse than to compare.
    if (address !== path) {
      const base = 'http://localhost';
      if (!URL.canParse(address, base)) {
        return answerJson(response, 400, { error: 'the address is malformed' });
      }
      if (new URL(address, base).pathname !== path) return listen(request, response);
    }
    if (request.method !== 'POST') return listen(request, response);
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= BODY_LIMIT_BYTES) chunks.push(chunk);
      else if (!response.headersSent) answerJson(response, 413, { error: 'the body is too large' });
    });
    request.on('end', () => {
      if (response.headersSent) return;
      const rawBody = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
      if (!isObject(request, rawBody)) return answerJson(response, 400, { error: 'the body is malformed' });
      // Bolt takes a body that was read before it from here.
      listen(Object.assign(request, { rawBody }), response);
    });
  };
}

/** A field of that name, or of one that is written in percent signs and so may turn out to be it. */
const MAY_HAVE_PAYLOAD = /(?:^|&)(?:payload|[^=&]*%)/;

/** Whether it is an object once it is parsed, if it can be: by its first character, so that nothing is parsed twice. */
function isObject({ headers }: IncomingMessage, rawBody: Buffer): boolean {
  const text = rawBody.toString();
  const isForm = headers['content-type'] === 'application/x-www-form-urlencoded';
  if (isForm && !MAY_HAVE_PAYLOAD.test(text)) return true;
  const json = isForm ? new URLSearchParams(text).get('payload') : text;
  return json === null || json.trimStart().startsWith('{');
}
