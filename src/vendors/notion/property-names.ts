import { z } from 'zod';
import { contactsSchema, type Schema, templatesSchema, trackerSchema } from './schema.js';

const example = '{"contacts":{"email":"E-Mail"}}';

/**
 * A workspace's own property names, for those that differ from ours in more than case: JSON with one
 * object per database, our name to theirs.
 */
export const propertyNames = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue(`expected JSON such as ${example}`);
      return z.NEVER;
    }
  })
  .pipe(
    z.strictObject(
      {
        contacts: namesOf(contactsSchema),
        tracker: namesOf(trackerSchema),
        templates: namesOf(templatesSchema),
      },
      { error: mistake('database', ['contacts', 'tracker', 'templates']) },
    ),
  );

/** By database, our name of a property to the workspace's own. */
export type PropertyNames = z.infer<typeof propertyNames>;

function namesOf(schema: Schema) {
  const known = Object.values(schema).map(({ name }) => name);
  const theirs = z
    .string('expected a name in quotes')
    .trim()
    .min(1, 'expected a name in quotes')
    .optional();
  return z
    .strictObject(Object.fromEntries(known.map((name) => [name, theirs])), {
      error: mistake('property', known),
    })
    .optional();
}

/** Names the keys that we do not know, as they are no secrets, and no value. */
function mistake(what: string, known: readonly string[]) {
  return (issue: { code?: string | undefined; keys?: string[] }): string =>
    issue.code === 'unrecognized_keys'
      ? `no such ${what}: ${issue.keys?.join(', ')}; expected ${known.join(', ')}`
      : `expected an object, as in ${example}`;
}
