import type { Finding } from '../domain/copy-report.js';
import type { Template } from '../domain/mail/template.js';
import type { CopyKind } from '../domain/mail/template-engine.js';
import { type UsedVariable, usedVariables } from '../domain/mail/used-variables.js';
import { finding } from './copy-rules.js';
import { sequenceEvents } from './events.js';
import { closest } from './suggest.js';
import { copyNames, generalVariables, settingVariables } from './variables.js';

/** What copy says of variables: whether anybody tells them, and the event of its own sequence. */

type SequenceEvent = (typeof sequenceEvents)[number];

const names = new Set(copyNames);
const alwaysThere = new Set(generalVariables);

/** The email that a template is for; undefined where no sequence asks for it. */
export function useOf(template: string) {
  for (const event of sequenceEvents) {
    const email = event.sequence.emails.find((one) => one.template === template);
    if (email) return { event, email };
  }
  return undefined;
}

/**
 * What is wrong with the variables of a template, whoever it is for.
 * @param unset variables that have no value for anybody now, as their setting has none.
 */
export function lintVariables(template: Template, unset: ReadonlySet<string>): Finding[] {
  const event = useOf(template.name)?.event;
  return partsOf(template).flatMap(([part, source, as]) =>
    usedVariables(source, as, names).flatMap((used): Finding[] => {
      const found = judge(used, event, unset);
      if (!found) return [];
      const { line, column } = used;
      const place = part === 'subject' ? { part } : { part, line, column };
      return [finding(found[0], found[1], place)];
    }),
  );
}

function partsOf({ subject, html, text = '' }: Omit<Template, 'name'>) {
  return [
    ['subject', subject, 'plain'],
    ['body', html, 'html'],
    ['text', text, 'plain'],
  ] as const satisfies [Finding['place']['part'], string, CopyKind][];
}

function judge(
  { name, isGuarded }: UsedVariable,
  event: SequenceEvent | undefined,
  unset: ReadonlySet<string>,
): [rule: Parameters<typeof finding>[0], says: string] | undefined {
  if (!names.has(name)) {
    const says = `nobody tells a variable "${name}"${suggestionFor(name)}`;
    return isGuarded ? ['never-told', says] : ['unknown-variable', says];
  }
  if (alwaysThere.has(name)) {
    if (!unset.has(name) || isGuarded) return undefined;
    return [
      'unset-setting',
      `"${name}" has no value, as ${settingVariables[name]} is not set or has passed`,
    ];
  }
  if (!event || [...event.copy, ...Object.keys(event.variables)].includes(name)) {
    if (isGuarded) return undefined;
    return ['may-be-missing', `an event may not tell "${name}"; give it a default, or ask for it`];
  }
  const says = `the event of "${event.name}" never tells "${name}"`;
  return isGuarded ? ['never-told', says] : ['other-event', says];
}

function suggestionFor(name: string): string {
  const near = closest(name, copyNames);
  return near === undefined ? '' : `; did you mean "${near}"?`;
}
