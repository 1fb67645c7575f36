import { readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { POLICY_SCHEMAS } from '../../src/policy/load-policy.ts';

const concerns = Object.keys(POLICY_SCHEMAS) as (keyof typeof POLICY_SCHEMAS)[];

describe.each(concerns)('the published schema of %s.yml', concern => {
  // `npx vitest run test/policy/schema.test.ts -u` writes it anew.
  it('is the one the policy is checked with', async () => {
    const schema = z.toJSONSchema(POLICY_SCHEMAS[concern], { io: 'input', target: 'draft-7' });
    await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(
      `../../config/schema/${concern}.schema.json`,
    );
  });

  it.each([
    ['config', 'schema'],
    ['sandbox/config', '../../config/schema'],
  ])('is named by %s, which keeps to it', async (folder, schemas) => {
    const text = await readFile(`${folder}/${concern}.yml`, 'utf8');
    expect(text.split('\n')[0]).toBe(`# yaml-language-server: $schema=${schemas}/${concern}.schema.json`);
    const schema = JSON.parse(await readFile(`config/schema/${concern}.schema.json`, 'utf8'));
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);
    validate(parse(text, { merge: true }));
    expect(validate.errors).toBeNull();
  });
});
