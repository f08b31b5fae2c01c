import type { Property, Schema } from './schema.js';

/** A property as a database has it. */
interface FoundProperty {
  type: string;
  select?: { options: { name: string }[] };
}

interface Resolved<S extends Schema> {
  /** The workspace's own names, of the properties that it has. */
  names: { [K in keyof S]?: string };
  /** What we cannot do without. */
  faults: string[];
  /** What we can: the features that need it are off, or Notion makes it when it is written. */
  warnings: string[];
}

/**
 * Matches what a database has with what we need: by type and name whatever its case, where the name
 * is ours or the one that the configuration gives. Pure.
 */
export function resolveNames<S extends Schema>(
  label: string,
  schema: S,
  found: Record<string, FoundProperty>,
  given: Record<string, string | undefined> = {},
): Resolved<S> {
  const names: { [K in keyof S]?: string } = {};
  const faults: string[] = [];
  const warnings: string[] = [];
  for (const [key, property] of Object.entries<Property>(schema)) {
    const name = given[property.name];
    const { match, types } = findProperty(found, name ?? property.name, property.type);
    if (match !== undefined) {
      const ours = Object.entries<Property>(schema).find(([other]) => names[other] === match);
      if (ours) faults.push(`${label}: "${match}" cannot be both ${quoted(ours[1], property)}`);
      names[key as keyof S] = match;
      warnings.push(...missingOptions(`${label}: "${match}"`, property, found[match]));
      continue;
    }
    const called = name === undefined ? quoted(property) : `"${name}" (for ${quoted(property)})`;
    const finding = `${label}: ${called} must be of type ${property.type}, found ${types.join(', ') || 'nothing of that name'}`;
    // Notion's API cannot give a status the options that we write; and who has one relies on it.
    const isStatus = property.type === 'select' && types.includes('status');
    const isNeeded = !property.isOptional || name !== undefined || isStatus;
    const hint = isStatus ? '; change its type to Select in Notion' : '';
    (isNeeded ? faults : warnings).push(finding + hint);
  }
  return { names, faults, warnings };
}

/** The exact name before another case of it; `types` are those of all that bear the name. */
export function findProperty(
  found: Readonly<Record<string, Pick<FoundProperty, 'type'>>>,
  name: string,
  type: string,
) {
  const sameName = Object.entries(found).filter(
    ([own]) => own.toLowerCase() === name.toLowerCase(),
  );
  const ofType = sameName.filter(([, property]) => property.type === type).map(([own]) => own);
  return {
    match: ofType.find((own) => own === name) ?? ofType[0],
    types: sameName.map(([, property]) => property.type),
  };
}

/** Notion makes an unknown option when it is written; a person who looks for it must do so. */
function missingOptions(
  label: string,
  { options = [] }: Property,
  found: FoundProperty | undefined,
): string[] {
  const existing = found?.select?.options.map(({ name }) => name) ?? [];
  const missing = options.filter((option) => !existing.includes(option));
  return missing.length > 0
    ? [`${label} lacks the options ${missing.map((option) => `"${option}"`).join(', ')}`]
    : [];
}

function quoted(...properties: Property[]): string {
  return properties.map(({ name }) => `"${name}"`).join(' and ');
}
