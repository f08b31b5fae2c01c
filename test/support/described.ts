import assert from 'node:assert/strict';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { schemas } from '../../src/api/description/schemas.js';

/** A validator that knows the schemas of the API's description, as a caller's tools would. */
export function apiValidator(): Ajv2020 {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, strictRequired: false });
  addFormats.default(ajv);
  for (const [name, schema] of Object.entries(schemas)) {
    ajv.addSchema(schema, `#/components/schemas/${name}`);
  }
  return ajv;
}

/** Fails unless an answer is what the description of the API says of it. */
export function assertDescribed(name: string, answer: unknown): void {
  const check = apiValidator().getSchema(`#/components/schemas/${name}`);
  assert.ok(check?.(answer), `${name}: ${JSON.stringify(check?.errors)}`);
}
