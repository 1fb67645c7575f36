import { PERMISSION_WORDS } from '../release/permissions.ts';
import { ENVIRONMENTS } from '../release/terms.ts';
import { approvalMistakes } from './approval-mistakes.ts';
import { capabilitiesOf } from './capabilities.ts';
import { refuseStrategy } from './compile-runbook.ts';
import { gateMistakes } from './gate-mistakes.ts';
import { type Mistake, type Path, unknownWord } from './mistake.ts';
import { USUAL_LISTS } from './notices-policy.ts';
import { ownStepMistakes } from './own-step-mistakes.ts';
import { ON_CALL, ON_CALL_GROUP } from './permissions-policy.ts';
import type { PolicyFile } from './policy-file.ts';
import { ServedEnvironment } from './release-policy.ts';
import { presetStrategies, Strategy } from './strategy.ts';
import { presetSuccess } from './success-policy.ts';
import { presetTriggers } from './trigger-presets.ts';

export interface PolicyFolder {
  release: PolicyFile;
  security: PolicyFile;
  approvals: PolicyFile;
  monitoring: PolicyFile;
  checklist: PolicyFile;
}

/** A value somewhere in a raw file. */
interface Spot {
  path: Path;
  value: unknown;
}

const entriesOf = (value: unknown): [string | number, unknown][] => {
  if (Array.isArray(value)) return [...value.entries()];
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
};

/** All values under a path in which `*` stands for any key. */
function spotsAt(value: unknown, [key, ...rest]: Path, path: Path = []): Spot[] {
  if (key === undefined) return [{ path, value }];
  return entriesOf(value)
    .filter(([name]) => key === '*' || name === key)
    .flatMap(([name, inner]) => spotsAt(inner, rest, [...path, name]));
}

const keysOf = (value: unknown, ...path: Path): string[] =>
  spotsAt(value, path).flatMap(spot => entriesOf(spot.value).map(([name]) => String(name)));

/** Names that one part of the policy uses and another must know. Works on raw files: one mistake must not hide another. */
export function crossMistakes(folder: PolicyFolder): Mistake[] {
  const { release, approvals, monitoring, checklist } = folder;
  const groups = keysOf(approvals.raw, 'groups');
  const roles = keysOf(approvals.raw, 'roles');
  const services = keysOf(release.raw, 'services');
  const strategies = [...new Set([...Object.keys(presetStrategies()), ...keysOf(release.raw, 'strategies')])];
  const presets = [...new Set([...Object.keys(presetTriggers()), ...keysOf(monitoring.raw, 'triggers')])];
  const successes = [...new Set([...Object.keys(presetSuccess()), ...keysOf(monitoring.raw, 'success')])];
  const names = (file: PolicyFile, what: string, known: readonly string[], ...paths: string[]) =>
    paths.flatMap(text =>
      spotsAt(file.raw, text.split('.'))
        .filter(({ value }) => typeof value === 'string' && !known.includes(value))
        .map(({ path, value }) => mistake(file, path, unknownWord(String(value), what, known))),
    );
  return [
    ...names(release, 'a strategy', strategies, 'services.*.environments.*.strategy'),
    ...names(release, 'a trigger preset', presets, 'strategies.*.triggers'),
    ...names(
      release,
      'a role',
      roles,
      'steps.*.owner',
      'services.*.environments.*.steps.*.owner',
      'services.*.environments.*.runbook.*.*.owner',
    ),
    ...names(release, 'a service', services, 'freezes.*.services.*', 'releaseWindows.*.services.*'),
    ...names(
      release,
      'a group',
      groups,
      'freezes.*.exceptionsBy.*',
      'releaseWindows.*.exceptionsBy.*',
      'warRooms.invite.*',
    ),
    ...names(approvals, 'a group', groups, 'roles.*.*', 'matrix.*.*.from.*', 'matrix.*.*.mandatory.*'),
    ...names(approvals, 'a group', groups, 'override.by.*'),
    ...names(approvals, 'a group', [...groups, ...wordsBeside(groups)], 'permissions.*.*.*'),
    ...names(approvals, 'a role', roles, 'poll.roles.*'),
    ...names(checklist, 'a role', roles, 'items.*.role', 'acceptance.roles.*'),
    ...names(monitoring, 'a trigger preset', presets, 'services.*.*.triggers'),
    ...names(monitoring, 'a group', groups, 'incidents.escalation.*.*'),
    ...names(monitoring, 'a success set', successes, 'services.*.*.success'),
    ...keysOf(monitoring.raw, 'services')
      .filter(name => !services.includes(name))
      .map(name => mistake(monitoring, ['services', name], unknownWord(name, 'a service', services))),
    ...keysOf(folder.security.raw, 'gates', 'services')
      .filter(name => !services.includes(name))
      .map(name =>
        mistake(folder.security, ['gates', 'services', name], unknownWord(name, 'a service', services)),
      ),
    ...mailingListMistakes(monitoring),
    ...servedMistakes(folder),
    ...repositoryMistakes(release),
    ...haproxyMistakes(folder),
    ...gateMistakes(folder, mistake),
    ...approvalMistakes(approvals, (path, about) => mistake(approvals, path, about)),
    ...spotsAt(release.raw, ['services', '*', 'environments', '*']).flatMap(({ path, value }) =>
      ownStepMistakes(value, path, (where, about) => mistake(release, where, about)),
    ),
  ];
}

/** Words that may stand where groups do; whoever is on call is a group of that name. */
const wordsBeside = (groups: readonly string[]): string[] => [
  ...PERMISSION_WORDS,
  ...(groups.includes(ON_CALL_GROUP) ? [ON_CALL] : []),
];

const mistake = (
  file: PolicyFile,
  path: Path,
  about: Pick<Mistake, 'found' | 'expected' | 'meant'>,
): Mistake => ({ file: file.name, line: file.lineOf(path), path: path.join('.'), ...about });

/** A list that the defaults name may be missing: nobody gets that email then. */
function mailingListMistakes(monitoring: PolicyFile): Mistake[] {
  const known = [...new Set([...USUAL_LISTS, ...keysOf(monitoring.raw, 'notices', 'mailingLists')])].map(
    list => `email:${list}`,
  );
  return [
    ['notices', 'places', '*', '*'],
    ['notices', 'leadTimes', '*', 'to', '*'],
  ]
    .flatMap(path => spotsAt(monitoring.raw, path))
    .filter(({ value }) => String(value).startsWith('email:') && !known.includes(String(value)))
    .map(({ path, value }) => mistake(monitoring, path, unknownWord(String(value), 'a mailing list', known)));
}

/** Workflows are in a repository: the target's own, or the service's. */
function repositoryMistakes(release: PolicyFile): Mistake[] {
  return spotsAt(release.raw, ['services', '*', 'environments', '*', 'target', 'kind']).flatMap(
    ({ path, value }) => {
      const [, service = ''] = path;
      const target = path.slice(0, -1);
      const named = [
        [...target, 'repository'],
        ['services', service, 'repository'],
      ].some(where => spotsAt(release.raw, where).length > 0);
      if (value !== 'github-actions' || named) return [];
      const expected = 'a repository, of the target or of the service, such as `acme/checkout`';
      return [mistake(release, [...target, 'repository'], { found: 'nothing', expected, meant: null })];
    },
  );
}

/** What the strategy of an environment asks of its target and of its metrics. */
function servedMistakes({ release, monitoring }: PolicyFolder): Mistake[] {
  const own = spotsAt(release.raw, ['strategies', '*']).flatMap(({ path, value }) => {
    const parsed = Strategy.safeParse(value);
    return parsed.success ? [[String(path.at(-1)), parsed.data] as const] : [];
  });
  const strategies = new Map([...Object.entries(presetStrategies()), ...own]);
  return ENVIRONMENTS.flatMap(environment =>
    spotsAt(release.raw, ['services', '*', 'environments', environment]).flatMap(({ path, value }) => {
      const served = ServedEnvironment.safeParse(value);
      const strategy = served.success && strategies.get(served.data.strategy);
      if (!strategy) return [];
      const [, service = ''] = path;
      const { strategy: name, target } = served.data;
      const refusal = refuseStrategy({ name, strategy }, capabilitiesOf(target));
      const needs = refusal?.refusal === 'strategy-not-served' ? refusal.needs : null;
      // A target that replaces in place has no phases to watch.
      const bakes = capabilitiesOf(target).shift && strategy.phases.some(({ bakeMs }) => bakeMs > 0);
      const isWatched = spotsAt(monitoring.raw, ['services', service, environment]).length > 0;
      const where = [...path, 'strategy'];
      return [
        ...(needs ? [mistake(release, where, { found: `\`${name}\``, expected: needs, meant: null })] : []),
        ...(bakes && !isWatched
          ? [
              mistake(release, where, {
                found: `\`${name}\`, which watches its phases`,
                expected: `metrics of ${service} in ${environment} in ${monitoring.name}, or a strategy without bakes`,
                meant: null,
              }),
            ]
          : []),
      ];
    }),
  );
}

/** What HAProxy counts says nothing of versions: who is behind which server is known from the target, or told. */
function haproxyMistakes({ release, monitoring }: PolicyFolder): Mistake[] {
  return spotsAt(monitoring.raw, ['services', '*', '*', 'metrics']).flatMap(({ path, value }) => {
    const told = new Map(entriesOf(value));
    if (told.get('kind') !== 'haproxy' || (told.has('backend') && told.has('slots'))) return [];
    const [, service = '', environment = ''] = path;
    const place = ['services', service, 'environments', environment, 'target', 'kind'];
    if (spotsAt(release.raw, place).some(target => target.value === 'haproxy')) return [];
    const expected = '`backend` and `slots` here, or a target of kind `haproxy`';
    return [
      mistake(monitoring, [...path, 'kind'], { found: '`haproxy` without its slots', expected, meant: null }),
    ];
  });
}
