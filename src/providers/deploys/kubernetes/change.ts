import type { Operation } from '../port.ts';
import { ApiRefused } from './api-refused.ts';
import type { Cluster, Ref } from './cluster.ts';
import { notesOf } from './notes.ts';
import { NotedObject, parse } from './shapes.ts';

export interface PatchOperation {
  op: 'test' | 'add' | 'replace';
  path: string;
  value: unknown;
}

/** https://www.rfc-editor.org/rfc/rfc6901#section-3 */
export const pointer = (...keys: (string | number)[]): string =>
  keys.map(key => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/**
 * Changes an object by JSON patch, only if nobody else has changed it since it was read.
 * @throws ApiRefused with `conflict` when somebody has
 */
export async function changeByTest(
  cluster: Cluster,
  ref: Ref,
  object: NotedObject,
  operation: Operation,
  changes: readonly PatchOperation[],
  signal: AbortSignal,
): Promise<void> {
  const { resourceVersion, annotations } = object.metadata;
  const touchesNotes = changes.some(({ path }) => path === '/metadata/annotations');
  const notes = Object.entries(notesOf(operation));
  const noting: PatchOperation[] = annotations
    ? notes.map(([name, value]) => ({ op: 'add', path: pointer('metadata', 'annotations', name), value }))
    : [{ op: 'add', path: '/metadata/annotations', value: Object.fromEntries(notes) }];
  const body = [
    { op: 'test', path: '/metadata/resourceVersion', value: resourceVersion },
    ...changes,
    ...(touchesNotes ? [] : noting),
  ];
  try {
    await cluster.patch(ref, 'json', body, signal);
  } catch (error) {
    if (!(error instanceof ApiRefused) || error.because !== 'invalid') throw error;
    const now = parse(NotedObject, await cluster.get(ref, signal), ref.what);
    throw now.metadata.resourceVersion === resourceVersion ? error : ApiRefused.conflict(ref.what);
  }
}
