import { ENVIRONMENTS } from '../release/terms.ts';
import type { PolicyFolder } from './cross-references.ts';
import { fedGates, GatesPolicy, gatesOfService, requiredIn } from './gates-policy.ts';
import type { Mistake, Path } from './mistake.ts';
import type { PolicyFile } from './policy-file.ts';

const at = (value: unknown, ...path: Path): unknown =>
  path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, key)
        ? (inner as Record<string | number, unknown>)[key]
        : undefined,
    value,
  );

const namesIn = (value: unknown): string[] =>
  typeof value === 'object' && value !== null ? Object.keys(value) : [];

/** A gate that is required and that no source can tell about would block every release, and nobody could mend it. */
export function gateMistakes(
  { release, security }: Pick<PolicyFolder, 'release' | 'security'>,
  mistake: (file: PolicyFile, path: Path, about: Pick<Mistake, 'found' | 'expected' | 'meant'>) => Mistake,
): Mistake[] {
  const parsed = GatesPolicy.safeParse(at(security.raw, 'gates'));
  if (!parsed.success) return [];
  return namesIn(at(release.raw, 'services')).flatMap(service => {
    const gates = gatesOfService(parsed.data, service);
    const fed = fedGates(gates, typeof at(release.raw, 'services', service, 'repository') === 'string');
    const served = namesIn(at(release.raw, 'services', service, 'environments'));
    const own: Path = at(security.raw, 'gates', 'services', service, 'required') ? ['services', service] : [];
    return ENVIRONMENTS.filter(environment => served.includes(environment)).flatMap(environment => {
      const required = requiredIn(gates, environment);
      const where: Path = ['gates', ...own, 'required', environment];
      if (fed.length === 0 && required.length > 0) {
        const found = `gates that nothing tells about ${service}`;
        const expected = `a repository of ${service} in ${release.name} and a source in \`gates\`, or its own list in \`gates.services.${service}.required\``;
        return [mistake(security, where, { found, expected, meant: null })];
      }
      return required.flatMap((gate, index) => {
        if (fed.includes(gate)) return [];
        const found = `\`${gate}\`, which nothing tells about ${service}`;
        const expected = `a source for it, or one of those there are: ${fed.join(', ')}`;
        return [mistake(security, [...where, index], { found, expected, meant: null })];
      });
    });
  });
}
