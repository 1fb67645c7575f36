import { isAbsolute, resolve } from 'node:path';
import type { KubeConfig } from '@kubernetes/client-node';
import { maskSecrets } from '../mask.ts';
import { TargetUnavailable } from '../port.ts';

/** How one gets into a cluster. */
export interface ClusterAccess {
  /** The path of a kubeconfig or its content; left out: the service account of the pod this process runs in. */
  kubeconfig?: string;
  /** One of the kubeconfig; left out: its current one. */
  context?: string;
}

export interface LoadedConfig {
  config: KubeConfig;
  server: string;
  /** What must not be shown: tokens, passwords, keys. */
  secrets: string[];
}

const nothing = (what: string): TargetUnavailable =>
  new TargetUnavailable(`${what}, so the cluster cannot be reached`);

/** A file name has no line break and no colon before a value. */
const isContent = (text: string): boolean => /\n|^\s*\{|^\s*apiVersion:/.test(text);

function secretsOf(config: KubeConfig): string[] {
  return config.users
    .flatMap(user => [user.token, user.password, user.keyData])
    .filter((secret): secret is string => typeof secret === 'string' && secret !== '');
}

function load(config: KubeConfig, { kubeconfig, context }: ClusterAccess): void {
  if (kubeconfig === undefined) {
    config.loadFromCluster();
    return;
  }
  try {
    if (isContent(kubeconfig)) config.loadFromString(kubeconfig);
    else config.loadFromFile(isAbsolute(kubeconfig) ? kubeconfig : resolve(kubeconfig));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : null;
    throw nothing(
      code === null
        ? 'the kubeconfig is not one that can be understood'
        : `the kubeconfig cannot be read (${code})`,
    );
  }
  if (context !== undefined) config.setCurrentContext(context);
}

/** @throws TargetUnavailable with one sentence, in which nothing of the kubeconfig's secrets appears. */
export async function loadKubeConfig(access: ClusterAccess): Promise<LoadedConfig> {
  // 72 MB of generated client: only a process with such a target pays for it.
  const { KubeConfig } = await import('@kubernetes/client-node');
  const config = new KubeConfig();
  load(config, access);
  const secrets = secretsOf(config);
  const current = config.getCurrentContext();
  if (!config.getContextObject(current)) {
    const known = config.getContexts().map(({ name }) => `\`${name}\``);
    const choice = known.length === 0 ? 'it has none' : `it has ${known.join(', ')}`;
    throw nothing(maskSecrets(`the kubeconfig has no context \`${current ?? ''}\`: ${choice}`, secrets));
  }
  const server = config.getCurrentCluster()?.server;
  if (!server) throw nothing(`the kubeconfig's context \`${current}\` names no cluster`);
  // Without the variables of a pod the client makes up an address of nothing.
  if (access.kubeconfig === undefined && server.includes('undefined')) {
    throw nothing('the policy names no kubeconfig and this process does not run in a cluster');
  }
  return { config, server: server.replace(/\/+$/, ''), secrets };
}
