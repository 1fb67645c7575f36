import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { POLICY_SCHEMAS } from '../src/policy/load-policy.ts';
import { PLACES } from '../src/release/notices.ts';

const root = resolve(import.meta.dirname, '..');
const filesUnder = (folder: string, ending: RegExp): string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && ending.test(entry.name))
    .map(entry => relative(root, join(entry.parentPath, entry.name)))
    .filter(file => !file.includes('node_modules'));
const text = (file: string) => readFileSync(join(root, file), 'utf8');

/**
 * What each room may import besides itself: other rooms and packages. From a room under `types` only shapes may
 * come: types, and the constants that bound them.
 */
const MAY_IMPORT: Record<string, { rooms: string[]; types?: string[]; packages: RegExp }> = {
  release: { rooms: [], packages: /^(semver|spdx-satisfies|temporal-polyfill|zod)$/ },
  policy: {
    rooms: ['release'],
    types: ['providers'],
    packages: /^(zod|yaml|canonicalize|fastest-levenshtein|node:.*)$/,
  },
  words: { rooms: ['release'], types: ['policy', 'audit'], packages: /^(@slack\/types)$/ },
  views: {
    rooms: ['release', 'words', 'documents'],
    types: ['policy', 'store', 'providers'],
    packages: /^(@slack\/types)$/,
  },
  documents: { rooms: ['release', 'words'], packages: /^$/ },
  store: {
    rooms: [],
    types: ['release'],
    packages: /^(pg|@electric-sql\/pglite.*|bullmq|canonicalize|uuid|zod|node:.*)$/,
  },
  audit: { rooms: ['store'], types: ['release'], packages: /^(canonicalize|zod|node:.*)$/ },
  engine: { rooms: ['release', 'policy', 'store'], types: ['providers'], packages: /^(uuid|node:.*)$/ },
  processes: { rooms: [], packages: /^(zod|node:.*)$/ },
  providers: { rooms: ['processes'], types: ['release', 'policy'], packages: /.*/ },
  commands: {
    rooms: ['engine', 'release', 'policy', 'views', 'documents', 'words', 'store'],
    types: ['providers'],
    packages: /^(@slack\/.*|zod|semver|fastest-levenshtein|uuid|node:.*)$/,
  },
  jobs: {
    rooms: ['engine', 'release', 'policy', 'views', 'documents', 'words', 'store', 'audit'],
    types: ['providers'],
    packages: /^(bullmq|ioredis|uuid|pino|node:.*)$/,
  },
  web: {
    rooms: ['engine', 'release', 'store'],
    types: ['providers', 'jobs'],
    packages: /^(ical-generator|prom-client|zod|node:.*)$/,
  },
};

/** The only places where clients are made: these may import everything. */
const WIRING = ['main', 'tools', 'wiring', 'settings', 'logging'];

/** Errors that a port declares are values, so whoever handles them imports the port itself. */
const isPort = (file: string) => /^src\/providers\/[^/]+\/port\.ts$/.test(file);

interface Import {
  from: string;
  to: string;
  /** Gone at run time. */
  typeOnly: boolean;
  /** Types and constants only. */
  shapesOnly: boolean;
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
    const consistsOf = (rule: RegExp) =>
      Boolean(type) || (names.includes('{') && listed.every(name => rule.test(name)));
    return {
      from: file,
      to: to.startsWith('.') ? relative(root, resolve(dirname(join(root, file)), to)) : to,
      typeOnly: consistsOf(/^type /),
      shapesOnly: consistsOf(/^type |^[A-Z][A-Z0-9_]+$/),
    };
  });
}

const roomOf = (file: string) => file.split('/')[1]?.replace(/\.ts$/, '') ?? '';
const sources = filesUnder('src', /\.ts$/);
const surroundings = ['sandbox', 'bench'].flatMap(folder => filesUnder(folder, /\.tsx?$/));
const tests = filesUnder('test', /\.tsx?$/);
const imports = sources.flatMap(importsOf);

describe('the rooms of src', () => {
  it.each(Object.entries(MAY_IMPORT))('%s imports only what the table allows', (room, may) => {
    const wrong = imports
      .filter(({ from }) => roomOf(from) === room)
      .filter(({ to, shapesOnly }) => {
        if (!to.startsWith('src/')) return !may.packages.test(to);
        if (roomOf(to) === room || may.rooms.includes(roomOf(to))) return false;
        return !(may.types?.includes(roomOf(to)) && (shapesOnly || isPort(to)));
      });
    expect(wrong.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
  });

  it('every room is in the table', () => {
    const rooms = new Set(sources.map(roomOf));
    expect([...rooms].filter(room => !(room in MAY_IMPORT) && !WIRING.includes(room))).toEqual([]);
  });

  it('a provider never imports another provider', () => {
    const kind = (file: string) => file.split('/')[2];
    const wrong = imports.filter(
      ({ from, to }) =>
        roomOf(from) === 'providers' && to.startsWith('src/providers') && kind(from) !== kind(to),
    );
    expect(wrong).toEqual([]);
  });

  it('nobody imports main, and only main the wiring', () => {
    const wrong = imports.filter(
      ({ from, to }) => to === 'src/main.ts' || (roomOf(to) === 'wiring' && !WIRING.includes(roomOf(from))),
    );
    expect(wrong).toEqual([]);
  });

  it('src imports nothing outside itself', () => {
    const wrong = imports.filter(({ to }) => /^(sandbox|test|bench|dist|\.\.)(\/|$)/.test(to));
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

  it('nothing is switched off: no any, no ignored mistake, no note of work left undone', () => {
    const excuse = /\bas any\b|: any\b|@ts-(ignore|nocheck|expect-error)|\b(TODO|FIXME|XXX)\b/;
    expect([...sources, ...surroundings].filter(file => excuse.test(text(file)))).toEqual([]);
  });

  it('every file fits: at most 250 lines', () => {
    const all = [...sources, ...surroundings];
    expect(all.filter(file => text(file).split('\n').length > 251)).toEqual([]);
  });

  it('every file is named in kebab-case after what it holds', () => {
    const named = /(^|\/)([a-z0-9]+(-[a-z0-9]+)*)(\.[a-z]+)*\.tsx?$/;
    const drawers = /(^|\/)(utils?|helpers?|common|lib|manager|service|handler|base|index)\.tsx?$/;
    const all = [...sources, ...surroundings, ...tests];
    expect(all.filter(file => !named.test(file) || drawers.test(file))).toEqual([]);
  });
});

describe('the tests', () => {
  const others = tests.filter(file => file !== 'test/repository.test.ts');

  it('are all run', () => {
    expect(others.filter(file => /\b(it|test|describe)\.(skip|only|todo|fails)\b/.test(text(file)))).toEqual(
      [],
    );
  });

  it('state rules, not wishes', () => {
    const wish = /\b(it|test)(\.each\(.*\))?\(['"`](it )?should\b/;
    expect(others.filter(file => wish.test(text(file)))).toEqual([]);
  });

  it('replace no modules', () => {
    expect(others.filter(file => /\bvi\.(mock|doMock)\(/.test(text(file)))).toEqual([]);
  });
});

describe('what is written down', () => {
  const documents = [...filesUnder('docs', /\.md$/), 'README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'];

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
      [...text(file).matchAll(/'(\/[a-z]+)[ ']/g)].map(([, command]) => command),
    );
    expect(new Set(offered)).toEqual(new Set(answered));
  });

  it('every relative link in the documents leads somewhere', () => {
    const broken = documents.flatMap(file =>
      [...text(file).matchAll(/\]\((?!https?:|#|mailto:)([^)#]+)/g)]
        .map(([, link = '']) => resolve(dirname(join(root, file)), link))
        .filter(path => !existsSync(path))
        .map(path => `${file} → ${relative(root, path)}`),
    );
    expect(broken).toEqual([]);
  });

  it('every npm script the documents name is there', () => {
    const { scripts } = JSON.parse(text('package.json')) as { scripts: Record<string, string> };
    const named = documents.flatMap(file =>
      [...text(file).matchAll(/\bnpm (?:run )?(test|start|sandbox|(?<=run )[a-z:-]+)\b/g)].map(
        ([, name = '']) => name,
      ),
    );
    expect([...new Set(named)].filter(name => !(name in scripts))).toEqual([]);
  });

  it('every dependency is used by the bot, and explained', () => {
    const { dependencies } = JSON.parse(text('package.json')) as { dependencies: Record<string, string> };
    const names = Object.keys(dependencies);
    const explained = text('docs/decisions/0006-dependencies.md');
    expect(names.filter(name => !explained.includes(`\`${name}\``))).toEqual([]);
    // Files of packages that hold no code are looked up, not imported.
    const lookedUp = sources.flatMap(file =>
      [...text(file).matchAll(/require\.resolve\([`']([^`']+)/g)].map(([, to = '']) => to),
    );
    // A peer of Slack's Socket Mode client, which has to be there once.
    const used = new Set(['undici', ...lookedUp, ...imports.map(({ to }) => to)]);
    expect(names.filter(name => ![...used].some(to => to === name || to.startsWith(`${name}/`)))).toEqual([]);
  });

  it('every command of the bot is in the reference', () => {
    const reference = text('docs/commands.md');
    const words = filesUnder('src/commands', /\.ts$/).flatMap(file =>
      [...text(file).matchAll(/\bsays(?:: | = )'(\/(?:[a-z]+)(?: [a-z][a-z-]+)?)/g)].map(
        ([, command = '']) => command,
      ),
    );
    expect(words.length).toBeGreaterThan(15);
    expect(words.filter(command => !reference.includes(command))).toEqual([]);
  });

  it('every field of the policy files is in their reference', () => {
    const reference = text('docs/policy.md');
    const fields = (schema: unknown): string[] =>
      schema !== null && typeof schema === 'object'
        ? Object.entries(schema).flatMap(([key, value]) => [
            ...(key === 'properties' ? Object.keys(value as object) : []),
            ...fields(value),
          ])
        : [];
    const files = Object.values(POLICY_SCHEMAS);
    const known = files.flatMap(schema => fields(z.toJSONSchema(schema, { io: 'input' })));
    expect(known.length).toBeGreaterThan(30);
    expect([...new Set(known)].filter(field => !new RegExp(`\\b${field}\\b`).test(reference))).toEqual([]);
  });

  it('every kind of notice is in the table of its places', () => {
    const reference = text('docs/notices.md');
    const lines = Object.entries(PLACES).map(([kind, places]) => {
      const name = kind.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
      return `| \`${name}\` | ${kind === 'LeadTimeReached' ? 'by its lead times' : places.join(', ')} |`;
    });
    expect(lines.filter(line => !reference.includes(line))).toEqual([]);
  });
});
