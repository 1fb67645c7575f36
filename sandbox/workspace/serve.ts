import { openWorkspace, type Workspace } from './open-workspace.ts';
import type { WorkspaceOptions } from './options.ts';
import { pageFrom } from './static-page.ts';

/** The workspace with the built browser page at `/`. `pageFolder` holds its `index.html`. */
export function serveWorkspace({
  pageFolder,
  ...options
}: WorkspaceOptions & { pageFolder: string }): Promise<Workspace> {
  return openWorkspace(options, pageFrom(pageFolder));
}
