import { sameJson } from './kube-object.ts';

type Json = unknown;
type Fields = Record<string, Json>;

const isFields = (value: Json): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export class PatchFailed extends Error {}

/** https://www.rfc-editor.org/rfc/rfc7386 */
export function mergePatch(target: Json, patch: Json): Json {
  if (!isFields(patch)) return patch;
  const result: Fields = isFields(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = mergePatch(result[key], value);
  }
  return result;
}

/** Lists that are merged by a key; all others are replaced. */
const MERGE_KEYS: Readonly<Record<string, string>> = {
  containers: 'name',
  initContainers: 'name',
  volumes: 'name',
  env: 'name',
  ports: 'port',
  conditions: 'type',
};

/** https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md */
export function strategicMergePatch(target: Json, patch: Json, key = ''): Json {
  if (Array.isArray(patch)) {
    const mergeKey = MERGE_KEYS[key];
    if (!mergeKey || !Array.isArray(target)) return patch;
    const items = [...target] as Fields[];
    for (const item of patch as Fields[]) {
      const at = items.findIndex(one => one[mergeKey] === item[mergeKey]);
      if (at === -1) items.push(item);
      else items[at] = strategicMergePatch(items[at], item) as Fields;
    }
    return items;
  }
  if (!isFields(patch)) return patch;
  const result: Fields = isFields(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else result[name] = strategicMergePatch(result[name], value, name);
  }
  return result;
}

const keysOf = (path: string): string[] =>
  path
    .split('/')
    .slice(1)
    .map(key => key.replaceAll('~1', '/').replaceAll('~0', '~'));

/** https://www.rfc-editor.org/rfc/rfc6902, the operations that are used. @throws PatchFailed */
export function jsonPatch(target: Json, operations: Json): Json {
  if (!Array.isArray(operations)) throw new PatchFailed('the patch is not a list');
  const result = JSON.parse(JSON.stringify(target)) as Json;
  for (const { op, path, value } of operations as { op: string; path: string; value?: Json }[]) {
    const keys = keysOf(path);
    const last = keys.pop() ?? '';
    let parent = result as Fields | Json[] | undefined;
    for (const key of keys) parent = (parent as Fields | undefined)?.[key] as Fields | undefined;
    if (typeof parent !== 'object' || parent === null) throw new PatchFailed(`missing path: ${path}`);
    const known = (parent as Fields)[last];
    switch (op) {
      case 'test':
        if (!sameJson(known, value)) throw new PatchFailed(`testing value ${path} failed`);
        break;
      case 'add':
        if (Array.isArray(parent) && last === '-') parent.push(value);
        else if (Array.isArray(parent)) parent.splice(Number(last), 0, value);
        else (parent as Fields)[last] = value;
        break;
      case 'replace':
        if (known === undefined) throw new PatchFailed(`replace of a missing key: ${path}`);
        (parent as Fields)[last] = value;
        break;
      case 'remove':
        if (known === undefined) throw new PatchFailed(`remove of a missing key: ${path}`);
        if (Array.isArray(parent)) parent.splice(Number(last), 1);
        else delete (parent as Fields)[last];
        break;
      default:
        throw new PatchFailed(`unknown operation ${op}`);
    }
  }
  return result;
}
