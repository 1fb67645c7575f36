import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadPolicy } from '../../src/policy/load-policy.ts';
import { type Mistake, PolicyMistakes } from '../../src/policy/mistake.ts';

export interface PolicyFolder {
  path: string;
  /** Replaces a text that must be there. */
  edit(file: string, from: string | RegExp, to: string): Promise<void>;
  /** Empty when it loads. */
  mistakes(): Promise<readonly Mistake[]>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A copy of a policy, of the shipped one unless another is named, to make mistakes in. */
export async function policyFolder(of = 'config'): Promise<PolicyFolder> {
  const path = await mkdtemp(join(tmpdir(), 'tminus-policy-'));
  await cp(of, path, { recursive: true });
  return {
    path,
    edit: async (file, from, to) => {
      const text = await readFile(join(path, file), 'utf8');
      const edited = text.replace(from, to);
      if (edited === text) throw new Error(`${file} holds no ${from}`);
      await writeFile(join(path, file), edited);
    },
    mistakes: async () => {
      try {
        await loadPolicy(path);
        return [];
      } catch (error) {
        if (error instanceof PolicyMistakes) return error.mistakes;
        throw error;
      }
    },
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}
