const MASK = '•••';

/** Shorter ones would mask ordinary words and hide the output instead of the secret. */
const SHORTEST_SECRET = 4;

/** A key of several lines is printed and cut line by line, so each line counts as a secret too. */
const forms = (secrets: readonly string[]): string[] => [
  ...new Set(
    secrets
      .flatMap(secret => [secret, ...secret.split(/\r?\n/)])
      .map(secret => secret.trim())
      .filter(secret => secret.length >= SHORTEST_SECRET),
  ),
];

interface Span {
  from: number;
  to: number;
}

/** Where secrets stand in the text; ones that overlap become a single span. */
const spansOf = (text: string, secrets: readonly string[]): Span[] => {
  const found: Span[] = [];
  for (const secret of secrets)
    for (let at = text.indexOf(secret); at !== -1; at = text.indexOf(secret, at + 1))
      found.push({ from: at, to: at + secret.length });
  found.sort((a, b) => a.from - b.from);
  const merged: Span[] = [];
  for (const span of found) {
    const last = merged.at(-1);
    if (last && span.from < last.to) last.to = Math.max(last.to, span.to);
    else merged.push({ ...span });
  }
  return merged;
};

/** The first position from which the rest of the text could still grow into a secret. */
const openEnd = (text: string, secrets: readonly string[]): number => {
  const longest = secrets.reduce((most, secret) => Math.max(most, secret.length), 0);
  for (let at = Math.max(0, text.length - longest + 1); at < text.length; at++) {
    const rest = text.slice(at);
    if (secrets.some(secret => secret.length > rest.length && secret.startsWith(rest))) return at;
  }
  return text.length;
};

export interface MaskedChunk {
  /** What may be kept and shown. */
  text: string;
  /** How many characters of the chunk it stands for; the next chunk starts there. */
  consumed: number;
}

/**
 * Masks a piece of a longer output. A tail that may be the beginning of a secret is not consumed, so a
 * secret that is cut in two by a chunk border is seen whole the next time. Keeps no state between calls.
 *
 * @param isLast whether nothing follows the chunk; then all of it is consumed.
 */
export const maskChunk = (chunk: string, secrets: readonly string[], isLast: boolean): MaskedChunk => {
  const known = forms(secrets);
  const spans = spansOf(chunk, known);
  let end = isLast ? chunk.length : openEnd(chunk, known);
  const cut = spans.find(span => span.from < end && end < span.to);
  // Held back from the span's start, unless that would consume nothing, now and for ever.
  if (cut) end = cut.from > 0 ? cut.from : cut.to;
  let text = '';
  let at = 0;
  for (const span of spans.filter(one => one.to <= end)) {
    text += chunk.slice(at, span.from) + MASK;
    at = span.to;
  }
  return { text: text + chunk.slice(at, end), consumed: end };
};

/** The text with every secret replaced. Secrets of fewer than 4 characters are left alone. */
export const maskSecrets = (text: string, secrets: readonly string[]): string =>
  maskChunk(text, secrets, true).text;
