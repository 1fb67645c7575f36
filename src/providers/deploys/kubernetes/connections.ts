import { Agent as PlainAgent } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import type { RequestContext } from '@kubernetes/client-node';

type Agent = NonNullable<ReturnType<RequestContext['getAgent']>>;

/** Shorter than any load balancer keeps an idle connection, so that none is used that is about to be closed. */
const IDLE_MS = 15_000;

/**
 * Keeps connections open between calls. The client makes an agent for every call, and with it a new TLS handshake, of
 * which a change of weights would wait for six. Proxies keep the client's own agents.
 */
export function keptConnections(): (request: RequestContext) => void {
  let kept: { options: string; agent: Agent } | null = null;
  return request => {
    const given = request.getAgent();
    if (!given || (given.constructor !== TlsAgent && given.constructor !== PlainAgent)) return;
    const { ca, cert, key, pfx, passphrase, servername, rejectUnauthorized } = (given as TlsAgent).options;
    const own = { ca, cert, key, pfx, passphrase, servername, rejectUnauthorized };
    const options = JSON.stringify(own);
    // A certificate that was renewed asks for connections of its own.
    if (kept?.options !== options) {
      kept?.agent.destroy();
      const how = { ...(given as TlsAgent).options, keepAlive: true, timeout: IDLE_MS };
      kept = { options, agent: given instanceof TlsAgent ? new TlsAgent(how) : new PlainAgent(how) };
    }
    request.setAgent(kept.agent);
  };
}
