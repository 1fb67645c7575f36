import { STAGES } from '../release/runbook.ts';
import { actionsOf } from './capabilities.ts';
import { verifierOf } from './compile-own-steps.ts';
import { type Mistake, type Path, unknownWord } from './mistake.ts';
import { ActionsTarget, Target } from './target.ts';

type Report = (path: Path, about: Pick<Mistake, 'found' | 'expected' | 'meant'>) => Mistake;

const fieldOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).find(([name]) => name === key)?.[1]
    : undefined;

/** What the steps of an environment's runbook ask of its targets and of each other. Works on the raw value. */
export function ownStepMistakes(environment: unknown, path: Path, report: Report): Mistake[] {
  const steps = STAGES.flatMap(stage => {
    const list = fieldOf(fieldOf(environment, 'runbook'), stage);
    if (!Array.isArray(list)) return [];
    return list.map((step: unknown, index) => ({ step, at: [...path, 'runbook', stage, index] }));
  });
  const known = knownActions(environment);
  const unknownAction = (value: unknown, at: Path): Mistake[] =>
    typeof value !== 'string' || known === null || known.includes(value)
      ? []
      : [report(at, known.length === 0 ? noneToRun(value) : unknownWord(value, 'an action', known))];
  const database = fieldOf(environment, 'database');
  return [
    ...steps.flatMap(({ step, at }) => [
      ...unknownAction(fieldOf(step, 'action'), [...at, 'action']),
      ...unknownAction(fieldOf(fieldOf(step, 'verify'), 'action'), [...at, 'verify', 'action']),
      ...unknownAction(fieldOf(fieldOf(step, 'undo'), 'action'), [...at, 'undo', 'action']),
    ]),
    ...['pauseWrites', 'backup', 'restore', 'verify', 'resumeWrites'].flatMap(name =>
      unknownAction(fieldOf(database, name), [...path, 'database', name]),
    ),
    ...takenIds(steps, report),
    ...(database === undefined ? unguardedUndo(steps, report) : []),
  ];
}

/** Null where a target cannot be understood: what it has is then not known either. */
function knownActions(environment: unknown): string[] | null {
  const target = Target.safeParse(fieldOf(environment, 'target'));
  const second = fieldOf(environment, 'actions');
  const actions = second === undefined ? null : ActionsTarget.safeParse(second);
  if (!target.success || actions?.success === false) return null;
  return [...new Set([...actionsOf(target.data), ...(actions ? actionsOf(actions.data) : [])])];
}

const noneToRun = (action: string) => ({
  found: `\`${action}\``,
  expected:
    'a target that carries out actions: name them under `actions` of the target, or add a second target as `actions`',
  meant: null,
});

/** Nothing touches the data without a backup of it and a look at it afterwards (R-BACK-4). */
function unguardedUndo(steps: readonly { step: unknown; at: Path }[], report: Report): Mistake[] {
  return steps.flatMap(({ step, at }) => {
    const action = fieldOf(fieldOf(step, 'undo'), 'action');
    if (at.at(-2) !== 'database' || typeof action !== 'string') return [];
    const expected =
      'the actions of `database` beside `runbook`: a migration is only undone with a backup first';
    return [report([...at, 'undo', 'action'], { found: `\`${action}\``, expected, meant: null })];
  });
}

/** What every runbook has. */
const TAKEN = /^(?:check|install|verify|traffic-\d+|rollback-.*)$/;

function takenIds(steps: readonly { step: unknown; at: Path }[], report: Report): Mistake[] {
  const seen = new Set<string>();
  return steps.flatMap(({ step, at }) => {
    const id = fieldOf(step, 'id');
    if (typeof id !== 'string') return [];
    const ids = fieldOf(fieldOf(step, 'verify'), 'action') === undefined ? [id] : [id, verifierOf(id)];
    const taken = ids.find(one => seen.has(one) || TAKEN.test(one));
    for (const one of ids) seen.add(one);
    if (taken === undefined) return [];
    return [
      report([...at, 'id'], {
        found: `\`${id}\``,
        expected: `an id of its own: \`${taken}\` is taken`,
        meant: null,
      }),
    ];
  });
}
