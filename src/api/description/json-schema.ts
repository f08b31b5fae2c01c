/** A part of JSON Schema (2020-12), as much as the API's description needs. */
export interface JsonSchema {
  type?: string | string[];
  format?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  enum?: readonly (string | null)[];
  const?: string | boolean;
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  anyOf?: readonly JsonSchema[];
  description?: string;
  $ref?: string;
}

export const text: JsonSchema = { type: 'string' };
/** As an address in a path or a query is judged. */
export const emailAddress: JsonSchema = { type: 'string', format: 'email', maxLength: 200 };
export const instant: JsonSchema = { type: 'string', format: 'date-time' };
/** Another schema, by its name. */
export const ref = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });
export const listOf = (items: JsonSchema): JsonSchema => ({ type: 'array', items });

/** All properties are required but those named in `optional`. */
export const object = (
  properties: Record<string, JsonSchema>,
  optional: string[] = [],
): JsonSchema => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
});
