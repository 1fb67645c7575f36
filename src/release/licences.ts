import satisfies from 'spdx-satisfies';

/**
 * Whether an SPDX expression can be fulfilled with the licences that are allowed: of `(MIT OR GPL-3.0-only)` one is
 * enough, of `MIT AND Zlib` it takes both. What is no SPDX expression is allowed only when it is listed as it stands.
 */
export function isAllowedLicence(expression: string, allowed: readonly string[]): boolean {
  if (allowed.includes(expression)) return true;
  try {
    return satisfies(expression, allowed.filter(isSimple));
  } catch {
    return false;
  }
}

/** The library takes nothing else for its list. */
function isSimple(licence: string): boolean {
  try {
    return satisfies(licence, [licence]);
  } catch {
    return false;
  }
}

/** Those of the licences found that the rules do not allow, with how many packages have them. */
export const forbiddenAmong = (
  packages: Readonly<Record<string, number>>,
  allowed: readonly string[],
): [licence: string, count: number][] =>
  Object.entries(packages).filter(([licence, count]) => count > 0 && !isAllowedLicence(licence, allowed));
