import { sayToHaproxy } from './haproxy-socket.ts';
import { TargetUnavailable } from './port.ts';

/** Which part of HAProxy belongs to a service. */
export interface HaproxyPlace {
  /** The runtime socket: a path, or `host:port`. It needs `level admin`. */
  socket: string;
  backend: string;
  /** The two server lines between which traffic is divided. */
  servers: readonly [string, string];
}

export interface HaproxyServer {
  name: string;
  /** 0–256, absolute. */
  weight: number;
  /** Gets new requests: neither in maintenance nor drained. */
  isReady: boolean;
  isBackup: boolean;
  /** Its health check fails. In maintenance nobody knows: HAProxy does not check it there. */
  isDown: boolean;
}

export interface HaproxyBackend {
  /** As HAProxy calls it; `unknown` for one it has no name for, such as `random` in version 2.6. */
  algorithm: string;
  servers: HaproxyServer[];
}

/**
 * Bits of `srv_admin_state` that keep requests away: maintenance by hand (0x01), inherited (0x02) and for want of an
 * address (0x20), drain by hand (0x08) and inherited (0x10). 0x04 does not: it only remembers that the configuration
 * says `disabled`, also after the server was made ready.
 * https://docs.haproxy.org/2.6/management.html#9.3-show%20servers%20state
 */
const isReady = (adminState: string | undefined): boolean => (Number(adminState) & ~0x04) === 0;
/** Of `srv_op_state`. */
const STOPPED = '0';

const asksFor = (backend: string): string => `show servers state ${backend};show stat ${backend} 6 -1`;

/** Rows of a table whose header line begins with `# `. */
const rowsOf = (text: string, first: string, separator: string): Record<string, string>[] => {
  const lines = text.split('\n');
  const start = lines.findIndex(line => line.startsWith(`# ${first}${separator}`));
  if (start < 0) return [];
  const names = (lines[start] ?? '').slice(2).split(separator);
  const length = lines.slice(start).indexOf('');
  return lines
    .slice(start + 1, length < 0 ? undefined : start + length)
    .map(line => Object.fromEntries(line.split(separator).map((value, at) => [names[at] ?? '', value])));
};

/** What stands before the tables: complaints, and nothing where all is well. */
const complaintsIn = (text: string): string[] =>
  (text.split(/^(?:1|# .*)$/m, 1)[0] ?? '')
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '');

const backendIn = (text: string, { socket, backend }: HaproxyPlace): HaproxyBackend => {
  if (/^Permission denied/m.test(text))
    throw new TargetUnavailable(
      `HAProxy's socket ${socket} lacks \`level admin\`, so nothing can be changed by it`,
    );
  if (/^(Can't find backend|No such proxy)/m.test(text))
    throw new TargetUnavailable(`HAProxy has no backend ${backend}`);
  const [complaint] = complaintsIn(text);
  if (complaint)
    throw new TargetUnavailable(`HAProxy says about backend ${backend}: ${complaint.slice(0, 200)}`);
  const stats = rowsOf(text, 'pxname', ',');
  const states = rowsOf(text, 'be_id', ' ');
  const whole = stats.find(row => row.svname === 'BACKEND');
  if (!whole || states.length === 0)
    throw new TargetUnavailable(`what HAProxy says about backend ${backend} cannot be understood`);
  return {
    algorithm: whole.algo ?? '',
    servers: states.map(row => ({
      name: row.srv_name ?? '',
      weight: Number(row.srv_uweight),
      isReady: isReady(row.srv_admin_state),
      isDown: isReady(row.srv_admin_state) && row.srv_op_state === STOPPED,
      isBackup: stats.some(({ svname, bck }) => svname === row.srv_name && bck === '1'),
    })),
  };
};

/** @throws TargetUnavailable with one sentence: not reached, no such backend or server, no permission */
export const readHaproxy = async (place: HaproxyPlace, signal: AbortSignal): Promise<HaproxyBackend> => {
  const known = backendIn(await sayToHaproxy(place.socket, asksFor(place.backend), signal), place);
  for (const name of place.servers) {
    if (known.servers.some(server => server.name === name)) continue;
    const names = known.servers.map(server => server.name).join(', ');
    throw new TargetUnavailable(`backend ${place.backend} of HAProxy has no server ${name}; it has ${names}`);
  }
  return known;
};

/** Those that divide requests by weights which may change while it runs. */
const DYNAMIC = ['roundrobin', 'leastconn', 'random', 'unknown'];

/** Why traffic cannot be divided there by weights, in a sentence; null when it can. */
export const whyIndivisible = (
  place: HaproxyPlace,
  { algorithm, servers }: HaproxyBackend,
): string | null => {
  const { backend } = place;
  if (algorithm === '')
    return `HAProxy's socket ${place.socket} lacks \`level admin\`, so nothing can be changed by it`;
  if (!DYNAMIC.includes(algorithm))
    return `backend ${backend} balances by ${algorithm}, which does not follow weights while it runs; use roundrobin, leastconn or random`;
  const spare = servers.find(({ name, isBackup }) => isBackup && place.servers.includes(name));
  if (spare)
    return `server ${spare.name} of backend ${backend} is a backup, which gets no traffic beside others`;
  const stranger = servers.find(
    ({ name, isReady, isBackup, weight }) =>
      !place.servers.includes(name) && isReady && !isBackup && weight > 0,
  );
  if (stranger)
    return `backend ${backend} also sends requests to ${stranger.name}, which is none of its two slots`;
  return null;
};

/** Percent by server, of what the two have together. */
export const sharesOf = ({ servers }: HaproxyPlace, known: HaproxyBackend): Map<string, number> => {
  const weightOf = (name: string): number => {
    const server = known.servers.find(one => one.name === name);
    return server?.isReady ? server.weight : 0;
  };
  const total = servers.reduce((sum, name) => sum + weightOf(name), 0);
  return new Map(servers.map(name => [name, total === 0 ? 0 : Math.round((100 * weightOf(name)) / total)]));
};

/**
 * Gives one server `percent` of the traffic and the other the rest, in one line, and reads back what came
 * of it. Weights are absolute: relative ones are a part of the configured weight, which may be 0. A server without
 * a share is in maintenance, because weight 0 alone keeps the clients that a cookie binds to it.
 *
 * @throws NothingSaid, TargetUnavailable like `sayToHaproxy`; the latter also when HAProxy did something else
 */
export const divideTraffic = async (
  place: HaproxyPlace,
  { to, percent }: { to: string; percent: number },
  signal: AbortSignal,
): Promise<void> => {
  const { socket, backend, servers } = place;
  const wanted = servers
    .map(name => ({ name, share: name === to ? percent : 100 - percent }))
    // Whoever gets traffic first, so that there is never nobody.
    .sort((one, other) => other.share - one.share);
  const orders = wanted.flatMap(({ name, share }) => [
    `set server ${backend}/${name} weight ${share}`,
    `set server ${backend}/${name} state ${share > 0 ? 'ready' : 'maint'}`,
  ]);
  const answer = await sayToHaproxy(socket, [...orders, asksFor(backend)].join(';'), signal);
  const shares = sharesOf(place, backendIn(answer, place));
  const other = wanted.find(({ name, share }) => shares.get(name) !== share);
  if (other)
    throw new TargetUnavailable(
      `server ${other.name} of backend ${backend} has ${shares.get(other.name) ?? 0} % of the traffic instead of ${other.share} %`,
    );
};
