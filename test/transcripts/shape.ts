/** Of what kinds a value is, wherever it stands in what was merged; fields and items are shapes of their own. */
export interface Shape {
  /** How many values went into it, so that a field that some lack is known. */
  seen: number;
  kinds: Set<string>;
  fields: Map<string, Shape>;
  items?: Shape;
}

export const noShape = (): Shape => ({ seen: 0, kinds: new Set(), fields: new Map() });

/** Words that code chooses, such as `sent` or `stopped:paid`: no ids, times, names of people or addresses. */
const word = /^[a-z]+([_:][a-z]+)*$/;

/** Adds what a value is to a shape. With `saysWords`, words and truths stand for themselves. */
export function addTo(shape: Shape, value: unknown, saysWords = false): void {
  shape.seen += 1;
  if (Array.isArray(value)) {
    shape.items ??= noShape();
    for (const item of value) addTo(shape.items, item, saysWords);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, field] of Object.entries(value)) {
      const known = shape.fields.get(name) ?? noShape();
      shape.fields.set(name, known);
      addTo(known, field, saysWords);
    }
  } else {
    shape.kinds.add(kindOf(value, saysWords));
  }
}

function kindOf(value: unknown, saysWords: boolean): string {
  if (value === null) return 'null';
  const isSaid =
    saysWords && (typeof value === 'boolean' || (typeof value === 'string' && word.test(value)));
  return isSaid ? JSON.stringify(value) : typeof value;
}

/** As TypeScript writes a type: `{ mailId: string, key?: string }`. */
export function sayShape({ seen, kinds, fields, items }: Shape): string {
  const said = [...kinds].toSorted();
  if (fields.size > 0) {
    const each = [...fields].map(
      ([name, field]) => `${name}${field.seen < seen ? '?' : ''}: ${sayShape(field)}`,
    );
    said.push(`{ ${each.join(', ')} }`);
  }
  if (items) {
    const of = items.seen === 0 ? 'nothing' : sayShape(items);
    said.push(/ \| /.test(of) && !of.endsWith('}') ? `(${of})[]` : `${of}[]`);
  }
  return said.join(' | ') || '{}';
}

/**
 * Each field by its whole path, such as `person.contact.email` or `emails[].number`, and of what kinds it is:
 * whether it was ever empty is left out, as that is chance.
 */
export function flatten(shape: Shape, path = ''): Map<string, string> {
  const { seen, fields, items } = shape;
  const kinds = [
    ...shape.kinds,
    ...(fields.size > 0 ? ['fields'] : []),
    ...(items ? ['list'] : []),
  ];
  const flat = new Map([[path, kinds.toSorted().join(' | ')]]);
  const add = (below: string, other: Shape, lacks = '') => {
    for (const [name, said] of flatten(other, below)) {
      flat.set(name, name === below ? said + lacks : said);
    }
  };
  for (const [name, field] of fields) {
    add(path ? `${path}.${name}` : name, field, field.seen < seen ? ', or missing' : '');
  }
  if (items && items.seen > 0) add(`${path}[]`, items);
  return flat;
}
