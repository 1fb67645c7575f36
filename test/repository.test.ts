import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const filesUnder = (folder: string, ending: RegExp): string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && ending.test(entry.name))
    .map(entry => relative(root, join(entry.parentPath, entry.name)))
    .filter(file => !file.includes('node_modules'));
const text = (file: string) => readFileSync(join(root, file), 'utf8');

/** What each room may import besides itself: other rooms (`types` means `import type` only) and packages. */
const MAY_IMPORT: Record<string, { rooms: string[]; types?: string[]; packages: RegExp }> = {
  release: { rooms: [], packages: /^(dayjs|semver|zod)$/ },
  policy: {
    rooms: ['release'],
    types: ['providers'],
    packages: /^(zod|yaml|canonicalize|fastest-levenshtein|node:.*)$/,
  },
  words: { rooms: ['release'], types: ['policy'], packages: /^(dayjs.*|@slack\/types)$/ },
  views: {
    rooms: ['release', 'words'],
    types: ['policy', 'store', 'providers'],
    packages: /^(dayjs.*|@slack\/types)$/,
  },
  store: {
    rooms: [],
    types: ['release'],
    packages: /^(pg|@electric-sql\/pglite.*|bullmq|canonicalize|uuid|zod|node:.*)$/,
  },
  engine: { rooms: ['release', 'policy', 'store'], types: ['providers'], packages: /^(uuid|node:.*)$/ },
  providers: { rooms: [], types: ['release', 'policy'], packages: /.*/ },
  commands: {
    rooms: ['engine', 'release', 'policy', 'views', 'words', 'store'],
    types: ['providers'],
    packages: /^(@slack\/.*|zod|semver|dayjs.*|fastest-levenshtein|uuid|node:.*)$/,
  },
  jobs: {
    rooms: ['engine', 'release', 'policy', 'views', 'words', 'store'],
    types: ['providers'],
    packages: /^(bullmq|ioredis|uuid|pino|node:.*)$/,
  },
  web: {
    rooms: ['engine', 'release', 'store'],
    types: ['providers', 'jobs'],
    packages: /^(prom-client|zod|node:.*)$/,
  },
};

/** Errors that a port declares are values, so whoever handles them imports the port itself. */
const isPort = (file: string) => /^src\/providers\/[^/]+\/port\.ts$/.test(file);

interface Import {
  from: string;
  to: string;
  typeOnly: boolean;
}

const IMPORT = /^(?:import|export)\s+(type\s+)?(?:([^'";]*?)\s+from\s+)?'([^']+)'/gm;

function importsOf(file: string): Import[] {
  return [...text(file).matchAll(IMPORT)].map(([, type, names = '', to = '']) => {
    const listed = names
      .trim()
      .replace(/^\{|\}$/g, '')
      .split(',')
      .map(name => name.trim())
      .filter(Boolean);
    const typeOnly = Boolean(type) || (names.includes('{') && listed.every(name => name.startsWith('type ')));
    return {
      from: file,
      to: to.startsWith('.') ? relative(root, resolve(dirname(join(root, file)), to)) : to,
      typeOnly,
    };
  });
}

const roomOf = (file: string) => file.split('/')[1]?.replace(/\.ts$/, '') ?? '';
const sources = filesUnder('src', /\.ts$/);
const imports = sources.flatMap(importsOf);

describe('the rooms of src', () => {
  it.each(Object.entries(MAY_IMPORT))('%s imports only what the table allows', (room, may) => {
    const wrong = imports
      .filter(({ from }) => roomOf(from) === room)
      .filter(({ to, typeOnly }) => {
        if (!to.startsWith('src/')) return !may.packages.test(to);
        if (roomOf(to) === room || may.rooms.includes(roomOf(to))) return false;
        return !(may.types?.includes(roomOf(to)) && (typeOnly || isPort(to)));
      });
    expect(wrong.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
  });

  it('a provider never imports another provider', () => {
    const kind = (file: string) => file.split('/')[2];
    const wrong = imports.filter(
      ({ from, to }) =>
        roomOf(from) === 'providers' && to.startsWith('src/providers') && kind(from) !== kind(to),
    );
    expect(wrong).toEqual([]);
  });

  it('nobody imports main, and src never imports the sandbox', () => {
    const wrong = imports.filter(({ to }) => to === 'src/main.ts' || to.startsWith('sandbox'));
    expect(wrong).toEqual([]);
  });

  it('has no cycle of imports that remain at run time', () => {
    const edges = new Map<string, string[]>();
    for (const { from, to, typeOnly } of imports) {
      if (!typeOnly && to.startsWith('src/')) edges.set(from, [...(edges.get(from) ?? []), to]);
    }
    const done = new Set<string>();
    const walk = (file: string, path: string[]): string[] | null => {
      if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
      if (done.has(file)) return null;
      for (const next of edges.get(file) ?? []) {
        const cycle = walk(next, [...path, file]);
        if (cycle) return cycle;
      }
      done.add(file);
      return null;
    };
    for (const file of sources) expect(walk(file, [])).toBeNull();
  });

  it('only settings.ts reads process.env', () => {
    expect(sources.filter(file => file !== 'src/settings.ts' && text(file).includes('process.env'))).toEqual(
      [],
    );
  });

  it('the release room knows neither the clock nor chance', () => {
    const impure = /Date\.now\(|new Date\(\)|Math\.random\(|performance\.now\(/;
    expect(sources.filter(file => roomOf(file) === 'release' && impure.test(text(file)))).toEqual([]);
  });

  it('every file fits: at most 250 lines, kebab-case, no drawer names', () => {
    const all = [...sources, ...filesUnder('sandbox', /\.tsx?$/)];
    const long = all.filter(file => text(file).split('\n').length > 251);
    const named = /(^|\/)([a-z0-9]+(-[a-z0-9]+)*)(\.[a-z]+)*\.tsx?$/;
    const drawers = /(^|\/)(utils?|helpers?|common|lib|manager|service|handler|base|index)\.tsx?$/;
    expect(long).toEqual([]);
    expect(all.filter(file => !named.test(file) || drawers.test(file))).toEqual([]);
  });
});

describe('what is written down', () => {
  it('.env.example names every setting, and nothing else', () => {
    const settings = [...text('src/settings.ts').matchAll(/^\s+([A-Z][A-Z0-9_]+):/gm)].map(
      ([, name]) => name,
    );
    const example = [...text('.env.example').matchAll(/^#?\s?([A-Z][A-Z0-9_]+)=/gm)].map(([, name]) => name);
    expect(settings.length).toBeGreaterThan(5);
    expect(new Set(example)).toEqual(new Set(settings));
  });

  it('the manifest offers exactly the slash commands the bot answers', () => {
    const offered = [...text('manifest.yml').matchAll(/command: (\/[a-z]+)/g)].map(([, command]) => command);
    const answered = filesUnder('src/commands', /\.ts$/).flatMap(file =>
      [...text(file).matchAll(/'(\/(?:release|rollback))[ ']/g)].map(([, command]) => command),
    );
    expect(new Set(offered)).toEqual(new Set(answered));
  });

  it('every relative link in the documents leads somewhere', () => {
    const documents = [...filesUnder('docs', /\.md$/), 'README.md', 'CONTRIBUTING.md'];
    const broken = documents.flatMap(file =>
      [...text(file).matchAll(/\]\((?!https?:|#|mailto:)([^)#]+)/g)]
        .map(([, link = '']) => resolve(dirname(join(root, file)), link))
        .filter(path => {
          try {
            readdirSync(dirname(path));
            return !readdirSync(dirname(path)).includes(path.split('/').at(-1) ?? '') && path !== root;
          } catch {
            return true;
          }
        })
        .map(path => `${file} → ${relative(root, path)}`),
    );
    expect(broken).toEqual([]);
  });
});
