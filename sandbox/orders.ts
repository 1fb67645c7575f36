/** What the launcher asks of the process that serves the sandbox. */
export interface Orders {
  /** Everything that outlives a restart. */
  folder: string;
  ports: { page: number; demo: number; tminus: number };
}

/** Its answer, once everything is open. */
export interface SandboxReady {
  workspaceUrl: string;
  apiUrl: string;
  demoUrl: string;
  /** Where tags and commits are asked for. */
  sourceUrl: string;
}

/** What the launcher tells it afterwards. */
export interface SandboxNews {
  /** Process id of tminus. */
  tminus?: number;
  /** What the CI posts evidence with, by service. */
  tokens?: Record<string, string>;
}

export const SERVICES = ['checkout', 'search'];

/** Guards nothing but the demo, on this machine. */
export const DEMO_TOKEN = 'sandbox-demo-token';
/** What deploys of the sandbox are signed with. */
export const DEMO_SIGNING_KEY = 'sandbox-demo-signing-key';
