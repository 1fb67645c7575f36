import { z } from 'zod';
import { jsonOf, ReportUnreadable, shapedAs } from './unreadable.ts';

/** How many packages are under each licence expression. */
type Licences = Record<string, number>;

/** Of a package that tells none; no list of allowed licences holds it. */
const UNKNOWN = 'UNKNOWN';
const LONGEST = 100;

/** `MIT*` is what license-checker guessed from the text of a licence. */
const named = (licence: string | undefined): string => {
  const name = licence?.trim().replace(/\*$/, '').slice(0, LONGEST);
  return !name || name === 'NOASSERTION' || name === 'NONE' ? UNKNOWN : name;
};

/** Several licences without a word in between are a choice, as in the old `licenses` of package.json. */
const choiceOf = (licences: readonly string[]): string => {
  const names = licences.map(named);
  return names.length > 1 ? names.map(name => `(${name})`).join(' OR ') : (names[0] ?? UNKNOWN);
};

/** Names such as `__proto__` are only names here. @throws ReportUnreadable when there is no package at all */
function counted(licences: readonly string[]): Licences {
  if (licences.length === 0) throw new ReportUnreadable('the report lists no package');
  const counts = new Map<string, number>();
  for (const licence of licences) counts.set(licence, (counts.get(licence) ?? 0) + 1);
  return Object.fromEntries(counts);
}

const Packages = z.record(
  z.string(),
  z.object({ licenses: z.union([z.string(), z.array(z.string())]).optional() }),
);

/** `license-checker --json` and its successors. @throws ReportUnreadable */
export function licenseChecker(text: string): Licences {
  const packages = shapedAs(Packages, jsonOf(text), 'the report of license-checker --json');
  return counted(Object.values(packages).map(({ licenses = [] }) => choiceOf([licenses].flat())));
}

/** https://cyclonedx.org/docs/1.6/json/#components_items_licenses, as `npm sbom --sbom-format cyclonedx` writes it. */
const Bom = z.object({
  bomFormat: z.literal('CycloneDX'),
  components: z.array(
    z.object({
      licenses: z
        .array(
          z.object({
            expression: z.string().optional(),
            license: z.object({ id: z.string().optional(), name: z.string().optional() }).optional(),
          }),
        )
        .optional(),
    }),
  ),
});

/** The components, not what they are components of. @throws ReportUnreadable */
export function cycloneDx(text: string): Licences {
  const { components } = shapedAs(Bom, jsonOf(text), 'a CycloneDX list in JSON');
  return counted(
    components.map(({ licenses = [] }) => {
      const names = licenses.map(({ expression, license }) => expression ?? license?.id ?? license?.name);
      // Here several are all of them to be kept to: the standard has expressions for a choice.
      return names.length > 1 ? names.map(name => `(${named(name)})`).join(' AND ') : named(names[0]);
    }),
  );
}

/** https://spdx.github.io/spdx-spec/v2.3/package-information/, as `npm sbom --sbom-format spdx` writes it. */
const Spdx = z.object({
  spdxVersion: z.string().startsWith('SPDX-2.'),
  documentDescribes: z.array(z.string()).optional(),
  packages: z.array(
    z.object({
      SPDXID: z.string(),
      licenseConcluded: z.string().optional(),
      licenseDeclared: z.string().optional(),
    }),
  ),
});

/** The packages, not the one the document describes. @throws ReportUnreadable */
export function spdx(text: string): Licences {
  const document = shapedAs(Spdx, jsonOf(text), 'an SPDX 2 document in JSON');
  const own = new Set(document.documentDescribes);
  return counted(
    document.packages
      .filter(({ SPDXID }) => !own.has(SPDXID))
      .map(({ licenseConcluded, licenseDeclared }) =>
        named(licenseConcluded) === UNKNOWN ? named(licenseDeclared) : named(licenseConcluded),
      ),
  );
}
