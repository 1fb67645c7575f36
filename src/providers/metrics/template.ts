import type { Subject } from './port.ts';

/**
 * Fills `{service}`, `{environment}`, `{canary}` (also written `{version}`) and `{baseline}` into a URL, a
 * label or a query. On a first deploy the baseline is empty.
 */
export const fill = (template: string, subject: Subject, encode: (value: string) => string): string =>
  template.replace(/\{(service|environment|canary|version|baseline)\}/g, (_, name: string) => {
    switch (name) {
      case 'service':
        return encode(subject.service);
      case 'environment':
        return encode(subject.environment);
      case 'baseline':
        return encode(subject.baseline ?? '');
      default:
        return encode(subject.canary);
    }
  });

export const asIs = (value: string): string => value;

/** Within the double quotes of a PromQL string. */
export const inQuotes = (value: string): string => value.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n');

/** A regular expression, within the double quotes of a PromQL string, that matches exactly this text. */
export const inPattern = (value: string): string => inQuotes(value.replace(/[.+*?^$()[\]{}|\\]/g, '\\$&'));
