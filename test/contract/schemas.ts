import { readFileSync } from 'node:fs';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { type SdkSchemas, schemaFile, sdkTypes } from './sdk-types.js';

export type Vendor = keyof typeof sdkTypes;

export type SdkType<V extends Vendor> = (typeof sdkTypes)[V]['types'][number];

const shownErrors = 6;
const kept = new Map<Vendor, Ajv>();
const compiled = new Map<string, ValidateFunction>();

/** What is wrong with a value by the SDK's own type; nothing when it fits. */
export function misfits<V extends Vendor>(vendor: V, type: SdkType<V>, value: unknown): string[] {
  const name = `${vendor}#/definitions/${type}`;
  let check = compiled.get(name);
  if (!check) compiled.set(name, (check = ajvOf(vendor).compile({ $ref: name })));
  return check(value) ? [] : deepest(check.errors ?? []);
}

function ajvOf(vendor: Vendor): Ajv {
  const known = kept.get(vendor);
  if (known) return known;
  const { definitions } = JSON.parse(
    readFileSync(schemaFile(sdkTypes[vendor]), 'utf8'),
  ) as SdkSchemas;
  const ajv = new Ajv({ strict: false, allErrors: true });
  ajv.addSchema({ $id: vendor, definitions });
  kept.set(vendor, ajv);
  return ajv;
}

/** What a choice says of the alternatives that were never meant. */
const noise = new Set(['anyOf', 'const', 'not']);

/** Of a choice's many complaints, those about the part that got furthest. */
function deepest(errors: ErrorObject[]): string[] {
  const clear = errors.filter(({ keyword }) => !noise.has(keyword));
  const told = clear.length > 0 ? clear : errors;
  const depth = Math.max(...told.map(({ instancePath }) => instancePath.split('/').length));
  const lines = told
    .filter(({ instancePath }) => instancePath.split('/').length === depth)
    .map(({ instancePath, message, params }) => {
      const { additionalProperty, missingProperty, allowedValue } = params as Record<
        string,
        string
      >;
      const which = additionalProperty ?? missingProperty ?? allowedValue;
      return `${instancePath || 'all of it'} ${message}${which === undefined ? '' : ` (${which})`}`;
    });
  return [...new Set(lines)].slice(0, shownErrors);
}
