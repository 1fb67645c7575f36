import { OperationRefused } from '../port.ts';

/** https://semver.org without the leading `v`; `+` cannot be part of a tag and is written `_`, as Helm does. */
const VERSION_IN_TAG = String.raw`\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+?)?(?:_[0-9A-Za-z.-]+?)?`;
const DIGEST = '(?:@sha256:[0-9a-f]{64})?';

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** How versions and images belong together: `ghcr.io/acme/checkout:{version}`. */
export interface Images {
  of(version: string): string;
  /** Null for an image of another form. A digest behind the tag is left out of account. */
  versionIn(image: string): string | null;
}

/** @param template names an image with `{version}` where the version goes, as in `ghcr.io/acme/checkout:v{version}` */
export function imagesBy(template: string): Images {
  const [before = '', after = ''] = template.split('{version}');
  const form = new RegExp(`^${escaped(before)}(${VERSION_IN_TAG})${escaped(after)}${DIGEST}$`);
  return {
    of(version) {
      const tag = version.replace('+', '_');
      if (tag.length > 120) {
        throw new OperationRefused('rejected', `${version} is too long for the tag of an image`);
      }
      return `${before}${tag}${after}`;
    },
    versionIn(image) {
      return form.exec(image)?.[1]?.replace('_', '+') ?? null;
    },
  };
}
