export interface CommandHint {
  /** The word after the slash command. */
  word: string;
  arguments: string;
  says: string;
}

/** What can be typed after each slash command, shown while typing. The app itself is the judge of what is right. */
const HINTS: Record<string, CommandHint[]> = {
  '/release': [
    hint(
      'start',
      '[service] <version> <patch|minor|major|hotfix> <environment> [--strategy name] [--dry-run]',
      'Plan a release',
    ),
    hint('status', '[service or version]', 'Where a release stands'),
    hint('list', '', 'Releases under way and queued'),
    hint('show', '[service or version] [step]', 'The plan, or what a step printed'),
    hint('approve', '[version]', 'Give your approval'),
    hint('reject', '[version] <reason>', 'Say no, and why'),
    hint('go', '[version]', 'Vote GO for your role'),
    hint('no-go', '[version] <reason>', 'Vote NO-GO, and why'),
    hint('deploy', '[version]', 'Start what is ready'),
    hint('pause', '[version]', 'Stay in the present phase'),
    hint('resume', '[version]', 'Go on after a pause'),
    hint('promote', '[version]', 'End the present bake now'),
    hint('abort', '[version]', 'Stop it; roll back if anything changed'),
    hint('retry', '[version]', 'Try the failed step again'),
    hint('edit', '[version]', 'Revise the plan'),
    hint('lock', '[service] [environment] <reason>', 'Keep releases out'),
    hint('unlock', '[service] [environment]', 'Let releases in again'),
    hint('help', '', 'All commands'),
  ],
  '/rollback': [
    hint('now', '[service] [environment]', 'Go back to the last good version at once'),
    hint('to', '<version> [service] [environment]', 'Go back to a version'),
    hint('status', '', 'How a rollback is going'),
  ],
};

function hint(word: string, args: string, says: string): CommandHint {
  return { word, arguments: args, says };
}

export const hintsOf = (command: string): CommandHint[] => HINTS[command] ?? [];
