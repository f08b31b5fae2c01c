import { newOptionId, newPropertyId, readId } from './ids.js';
import { invalid, misfit } from './refusal.js';

/** A column of a data source. */
export interface Property {
  id: string;
  name: string;
  type: string;
  config: Record<string, unknown>;
}

export interface SelectOption {
  id: string;
  name: string;
  color: string;
  description: string | null;
}

type Config = Record<string, unknown>;
type ReadConfig = (config: Config, path: string, before: Property | undefined) => Config;

const asNothing: ReadConfig = () => ({});
const maxOptionName = 100;
const optionColors = ['blue', 'green', 'orange', 'purple', 'pink', 'yellow', 'red', 'brown'];

/** Every type of column that is imitated, with how its configuration is read. */
const configs: Record<string, ReadConfig> = {
  title: asNothing,
  rich_text: asNothing,
  email: asNothing,
  url: asNothing,
  phone_number: asNothing,
  number: ({ format = 'number' }) => ({ format }),
  checkbox: asNothing,
  date: asNothing,
  select: readOptions,
  multi_select: readOptions,
  status: (config, path, before) => {
    const { options } = readOptions(
      { options: config.options ?? statusNames.map((name) => ({ name })) },
      path,
      before,
    );
    return { options, groups: [] };
  },
  relation: (config, path) => {
    const { data_source_id, type, dual_property } = config;
    return {
      data_source_id: readId(data_source_id, `${path}.data_source_id`),
      ...(type === 'dual_property' || dual_property
        ? { type: 'dual_property', dual_property: dual_property ?? {} }
        : { type: 'single_property', single_property: {} }),
    };
  },
  people: asNothing,
  files: asNothing,
  created_time: asNothing,
  last_edited_time: asNothing,
  created_by: asNothing,
  last_edited_by: asNothing,
};

const statusNames = ['Not started', 'In progress', 'Done'];

export function isPropertyType(type: string): boolean {
  return Object.hasOwn(configs, type);
}

/** The type among the keys of a property's value or configuration. */
export function typeIn(sent: Record<string, unknown>): string | undefined {
  return Object.keys(sent).find(isPropertyType);
}

/** By name or by id, encoded or not. */
export function findProperty(properties: Property[], nameOrId: string): Property | undefined {
  return (
    properties.find(({ name }) => name === nameOrId) ??
    properties.find(({ id }) => id === nameOrId || encodeURIComponent(id) === nameOrId)
  );
}

/** The columns of a new data source. @throws NotionRefusal unless exactly one is the title */
export function createProperties(sent: Record<string, unknown>, path: string): Property[] {
  const properties = Object.entries(sent).map(([name, config]) =>
    createProperty(name, config, `${path}.${name}`),
  );
  const titles = properties.filter(({ type }) => type === 'title').length;
  if (titles !== 1) throw invalid('Database must have exactly one title property.');
  return properties;
}

/** Adds, renames, retypes and (with null) removes columns; what is not named stays. */
export function updateProperties(before: Property[], sent: Record<string, unknown>): Property[] {
  let properties = [...before];
  for (const [nameOrId, change] of Object.entries(sent)) {
    const path = `body.properties.${nameOrId}`;
    const current = findProperty(properties, nameOrId);
    if (change === null) {
      if (!current) throw notAProperty(nameOrId);
      if (current.type === 'title') throw invalid('Cannot delete the title property.');
      properties = properties.filter((property) => property !== current);
    } else if (current) {
      const changed = changeProperty(current, change, path, properties);
      properties = properties.map((property) => (property === current ? changed : property));
    } else {
      properties.push(createProperty(nameOrId, change, path));
    }
  }
  return properties;
}

/** The option of this name; made, with the next colour, if the column has none. */
export function optionNamed(property: Property, name: string): SelectOption {
  const options = optionsOf(property);
  const known = options.find((option) => option.name === name);
  if (known) return known;
  const option = newOption(name, options.length);
  property.config.options = [...options, option];
  return option;
}

export function optionsOf(property: Property): SelectOption[] {
  return (property.config.options ?? []) as SelectOption[];
}

export function notAProperty(nameOrId: string) {
  return invalid(`${nameOrId} is not a property that exists.`);
}

function createProperty(name: string, sent: unknown, path: string): Property {
  const { type, config } = readConfig(sent, path);
  return { id: type === 'title' ? 'title' : newPropertyId(), name, type, config };
}

function changeProperty(
  current: Property,
  change: unknown,
  path: string,
  all: Property[],
): Property {
  const sent = asObject(change, path);
  const name = typeof sent.name === 'string' ? sent.name : current.name;
  if (all.some((other) => other !== current && other.name === name)) {
    throw invalid(`Cannot update property "${current.name}": the name "${name}" is taken.`);
  }
  if (typeIn(sent) === undefined) return { ...current, name };
  const { type, config } = readConfig(sent, path, current);
  if ((type === 'title') !== (current.type === 'title')) {
    throw invalid(`Cannot change the type of ${current.name} from ${current.type} to ${type}.`);
  }
  return { ...current, name, type, config };
}

function readConfig(sent: unknown, path: string, before?: Property) {
  const fields = asObject(sent, path);
  const type = typeIn(fields);
  const read = type === undefined ? undefined : configs[type];
  if (type === undefined || !read) throw misfit(`${path}.title`, 'defined', undefined);
  return { type, config: read(asObject(fields[type], `${path}.${type}`), path, before) };
}

/** As Notion does: an option that is left out is removed, one that is kept stays as it was. */
function readOptions(config: Config, path: string, before: Property | undefined): Config {
  const known = before ? optionsOf(before) : [];
  const sent = (config.options ?? []) as Partial<SelectOption>[];
  const options = sent.map((option, index) => {
    const kept = known.find(({ id, name }) => id === option.id || name === option.name);
    if (kept) return kept;
    if (!option.name) throw misfit(`${path}.options[${index}].name`, 'defined', option.name);
    return { ...newOption(option.name, index), ...(option.color && { color: option.color }) };
  });
  return { options };
}

function newOption(name: string, index: number): SelectOption {
  if (name.includes(',')) throw invalid(`Invalid select option, commas not allowed: ${name}`);
  if (name.length > maxOptionName) {
    throw invalid(`Invalid select option, longer than ${maxOptionName} characters: ${name}`);
  }
  const color = optionColors[index % optionColors.length] ?? 'default';
  return { id: newOptionId(), name, color, description: null };
}

function asObject(value: unknown, path: string): Config {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Config;
  throw misfit(path, 'an object', value);
}
