import type { Settings } from '../settings.ts';

export interface GitHost {
  /** Where a repository is fetched from, with `{repository}` in it. */
  url: string;
  /** Where people see commits, without a slash at its end; null where that is not known. */
  pages: string | null;
  token: string | null;
}

/** GitHub, unless another host is set; the token of GitHub is shown to GitHub alone. */
export function gitHost({ git, github }: Pick<Settings, 'git' | 'github'>): GitHost {
  if (git.url !== null) return { url: git.url, pages: null, token: git.token };
  const pages = github.apiUrl === undefined ? 'https://github.com' : publicOrigin(new URL(github.apiUrl));
  return { url: `${pages}/{repository}.git`, pages, token: git.token ?? github.token ?? null };
}

/** `https://github.example.com/api/v3`, and `https://api.acme.ghe.com` with GitHub's own data residency. */
const publicOrigin = ({ protocol, host }: URL): string => `${protocol}//${host.replace(/^api\./, '')}`;
