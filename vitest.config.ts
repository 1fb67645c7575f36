import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes minutes, most of them waiting; begun last it would be waited for alone. */
const LONG = /\/test\/(crash|races|canary|browser)\//;

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => LONG.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter(file => !isLong(file))];
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/real-services.ts'],
    pool: 'forks',
    // Each file may hold a PostgreSQL in its own process, at a few hundred megabytes.
    // One more than cores: stories, races and crashes spend much of their time waiting.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    // Stories and races are told in real time; a machine that stands still for a moment gets a second look.
    retry: process.env.CI ? 1 : 0,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    teardownTimeout: 20_000,
    dangerouslyIgnoreUnhandledErrors: false,
  },
});
