/** Where a value is in what was sent, and where its problems are reported. */
export type Place = {
  /** JSON pointer. */
  pointer: string;
  surface: Surface;
  /** Collects sentences as Slack words them: `[ERROR] must be less than 76 characters [json-pointer:/…]`. */
  problems: string[];
};

export type Surface = 'message' | 'modal' | 'home';

/** Looks at one value and reports what Slack would refuse. */
export type Check = (value: unknown, at: Place) => void;

type Fields = { [field: string]: unknown };

export const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function report(at: Place, problem: string): void {
  at.problems.push(`[ERROR] ${problem} [json-pointer:${at.pointer}]`);
}

export function inside(at: Place, step: string | number): Place {
  return { ...at, pointer: `${at.pointer}/${step}` };
}

export const anything: Check = () => {};

export const flag: Check = (value, at) => {
  if (typeof value !== 'boolean') report(at, 'must be a boolean');
};

export const string =
  (max: number, min = 0, pattern?: RegExp): Check =>
  (value, at) => {
    if (typeof value !== 'string') return report(at, 'must be a string');
    if (value.length > max) report(at, `must be less than ${max + 1} characters`);
    if (value.length < min) report(at, `must be more than ${min - 1} characters`);
    if (pattern !== undefined && !pattern.test(value)) report(at, 'has a format that is not allowed');
  };

export const oneOf =
  (...allowed: (string | number)[]): Check =>
  (value, at) => {
    if (!allowed.includes(value as string)) report(at, `must be one of: ${allowed.join(', ')}`);
  };

export const number =
  (min: number, max: number): Check =>
  (value, at) => {
    if (typeof value !== 'number' || Number.isNaN(value)) return report(at, 'must be a number');
    if (value < min || value > max) report(at, `must be between ${min} and ${max}`);
  };

export const list =
  (item: Check, min: number, max: number): Check =>
  (value, at) => {
    if (!Array.isArray(value)) return report(at, 'must be an array');
    if (value.length < min) report(at, `no fewer than ${min} items allowed`);
    if (value.length > max) report(at, `no more than ${max} items allowed`);
    for (const [index, one] of value.entries()) item(one, inside(at, index));
  };

/** A field check that also says whether the field must be there. */
export type Field = { check: Check; required: boolean };

export const must = (check: Check): Field => ({ check, required: true });
export const may = (check: Check): Field => ({ check, required: false });

export type Shape = { [field: string]: Field };

/** An object with these fields and no others: Slack refuses what it does not know. */
export const shape =
  (fields: Shape): Check =>
  (value, at) => {
    if (!isObject(value)) return report(at, 'must provide an object');
    for (const [field, { check, required }] of Object.entries(fields)) {
      const given = value[field];
      // An explicit null is as good as leaving a field out.
      if (given === undefined || given === null) {
        if (required) report(at, `missing required field: ${field}`);
      } else check(given, inside(at, field));
    }
    for (const field of Object.keys(value)) {
      if (!(field in fields)) report(at, `invalid additional property: ${field}`);
    }
  };

/** An object whose `type` selects its check from a table. */
export const typed =
  (table: () => { [type: string]: Check }, what: string): Check =>
  (value, at) => {
    if (!isObject(value)) return report(at, 'must provide an object');
    const type = value.type;
    const check = typeof type === 'string' && Object.hasOwn(table(), type) ? table()[type] : undefined;
    if (check === undefined)
      return report(inside(at, 'type'), `unsupported type for ${what}: ${String(type)}`);
    check(value, at);
  };

/** Both checks, in turn. */
export const all =
  (...checks: Check[]): Check =>
  (value, at) => {
    for (const check of checks) check(value, at);
  };

/** At least one of the fields must be there. */
export const someOf =
  (...fields: string[]): Check =>
  (value, at) => {
    if (isObject(value) && !fields.some(field => value[field] !== undefined && value[field] !== null))
      report(at, `missing required field: ${fields.join(' or ')}`);
  };
