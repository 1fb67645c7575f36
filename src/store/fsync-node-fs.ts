import fs from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';

type Init = NodeFS['init'];

interface HostFile {
  /** The host's file descriptor; missing for what is not a file. */
  nfd?: number;
}

/** The part of the Emscripten module that is reached into; where NODEFS hangs differs between PGlite releases. */
interface Module {
  NODEFS?: NodeFileSystem;
  FS: { filesystems: { NODEFS: NodeFileSystem } };
}

interface NodeFileSystem {
  stream_ops: { fsync?: (file: HostFile) => number };
}

/**
 * A folder on the host whose fsync reaches the disk. PGlite's own has no fsync at all, which survives a
 * killed process but not a power cut.
 */
export class FsyncNodeFS extends NodeFS {
  override async init(...[lite, options]: Parameters<Init>): ReturnType<Init> {
    const { emscriptenOpts } = await super.init(lite, options);
    const withFsync = (module: Module) => {
      const nodeFs = module.NODEFS ?? module.FS.filesystems.NODEFS;
      nodeFs.stream_ops.fsync = file => {
        if (file.nfd !== undefined) fs.fsyncSync(file.nfd);
        return 0;
      };
    };
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...(emscriptenOpts.preRun ?? []), withFsync] } };
  }
}

/** Without `-F` (fsync off), and with fsync itself: Emscripten's fdatasync does nothing. */
export const FSYNC_START_PARAMS: string[] = [
  ...PGlite.defaultStartParams.filter(param => param !== '-F'),
  '-c',
  'wal_sync_method=fsync',
];
