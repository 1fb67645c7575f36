import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes minutes, most of them waiting; begun last it would be waited for alone. */
const LONG = /\/test\/(crash|races|canary|browser)\//;
const STORY = /\/test\/stories\//;

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // The quick ones together at the end: only neighbours share a process, and there they fill the gaps.
    const rank = ({ moduleId, project }: TestSpecification) =>
      project.name === 'pure' ? 3 : LONG.test(moduleId) ? 0 : STORY.test(moduleId) ? 1 : 2;
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

/** These open nothing, so many files share a process, and what they import is read once and not a hundred times. */
const PURE = [
  'test/{documents,policy,release,views,words}/**/*.test.ts',
  // That one asks a database.
  'test/commands/!(release-queries).test.ts',
];

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'real',
          include: ['test/**/*.test.ts'],
          exclude: PURE,
          globalSetup: ['test/support/real-services.ts'],
        },
      },
      { extends: true, test: { name: 'pure', include: PURE, isolate: false } },
    ],
    pool: 'forks',
    // Each file may hold a PostgreSQL in its own process, at a few hundred megabytes.
    // Two more than CI has cores: stories, races and crashes spend much of their time waiting.
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
    // Stories and races are told in real time; a machine that stands still for a moment gets a second look.
    retry: process.env.CI ? 1 : 0,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    teardownTimeout: 20_000,
    dangerouslyIgnoreUnhandledErrors: false,
  },
});
