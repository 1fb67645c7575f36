/**
 * Slack's date tokens (https://docs.slack.dev/messaging/formatting-message-text#date-formatting) for a
 * person in a zone. `nowSeconds` decides what is today.
 */
export function formatDate(seconds: number, format: string, timeZone: string, nowSeconds: number): string {
  const at = new Date(seconds * 1000);
  const say = (options: Intl.DateTimeFormatOptions, locale = 'en-US') =>
    new Intl.DateTimeFormat(locale, { timeZone, ...options }).format(at);
  const plain: Record<string, () => string> = {
    date_num: () => say({ year: 'numeric', month: '2-digit', day: '2-digit' }, 'sv-SE'),
    date: () => say({ year: 'numeric', month: 'long', day: 'numeric' }),
    date_short: () => say({ year: 'numeric', month: 'short', day: 'numeric' }),
    date_long: () => say({ weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' }),
    time: () => say({ hour: 'numeric', minute: '2-digit' }),
    time_secs: () => say({ hour: 'numeric', minute: '2-digit', second: '2-digit' }),
    ago: () => ago(seconds - nowSeconds),
  };
  return format.replace(/\{(\w+?)(_pretty)?\}/g, (token, name: string, pretty?: string) => {
    const near = pretty ? nearDay(seconds, nowSeconds, timeZone) : null;
    return near ?? plain[name]?.() ?? token;
  });
}

function nearDay(seconds: number, nowSeconds: number, timeZone: string): string | null {
  const day = (at: number) =>
    new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(new Date(at * 1000));
  if (day(seconds) === day(nowSeconds)) return 'today';
  const days = Math.round((Date.parse(day(seconds)) - Date.parse(day(nowSeconds))) / 86_400_000);
  if (days === -1) return 'yesterday';
  return days === 1 ? 'tomorrow' : null;
}

function ago(difference: number): string {
  const relative = new Intl.RelativeTimeFormat('en-US', { numeric: 'auto' });
  const size = Math.abs(difference);
  if (size < 60) return relative.format(Math.round(difference), 'second');
  if (size < 3600) return relative.format(Math.round(difference / 60), 'minute');
  if (size < 86_400) return relative.format(Math.round(difference / 3600), 'hour');
  return relative.format(Math.round(difference / 86_400), 'day');
}

/** The instant, in seconds, of a wall-clock time such as `2026-11-22T09:30` in a zone. */
export function secondsOf(local: string, timeZone: string): number {
  const asUtc = Date.parse(`${local}Z`);
  const offsetAt = (ms: number) => Date.parse(`${localOf(ms / 1000, timeZone)}Z`) - ms;
  // Twice, because the offset at the first guess may be the one on the other side of a clock change.
  const guess = asUtc - offsetAt(asUtc);
  return Math.round((asUtc - offsetAt(guess)) / 1000);
}

/** The other way round: `2026-11-22T09:30` as a clock in the zone shows it. */
export function localOf(seconds: number, timeZone: string): string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  return format.format(new Date(seconds * 1000)).replace(' ', 'T');
}
