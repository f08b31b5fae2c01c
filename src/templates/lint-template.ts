import { type CopyRuleName, finding } from '../campaign/copy-rules.js';
import { lintVariables } from '../campaign/copy-variables.js';
import { copyNames } from '../campaign/variables.js';
import type { Finding, FoundTemplate, Place } from '../domain/copy-report.js';
import { BlockedTemplate } from '../domain/errors.js';
import type { Layout } from '../domain/mail/drawing.js';
import { clippedAtBytes } from '../domain/mail/mail.js';
import { placeOf } from '../domain/mail/place-of.js';
import type { Template } from '../domain/mail/template.js';
import type { Renderer } from '../rendering/room.js';
import {
  type CopySettings,
  exampleVariables,
  kindOf,
  someone,
  unsetVariables,
  withSamples,
} from './example.js';

/** What copy is looked at with. */
export interface LintTools extends CopySettings {
  renderer: Renderer;
  layout: Layout;
}

/** All that is to be said of one template, whoever it is for; what holds emails comes first. */
export async function lintTemplate(
  found: FoundTemplate,
  tools: LintTools,
  now: Date,
): Promise<Finding[]> {
  const empty = emptyParts(found);
  if (empty.length > 0) return empty;
  const template = toTemplate(found);
  const faults = await ownFaults(template, tools);
  const variables = faults.length > 0 ? [] : lintVariables(template, unsetVariables(tools, now));
  const isHeld = [...faults, ...variables].some(({ holds }) => holds);
  const rendered = isHeld ? [] : await tryToRender(template, tools, now);
  const all = [...faults, ...variables, ...rendered, ...curlyQuotes(template)];
  return all.toSorted((a, b) => weight(a) - weight(b));
}

/** Copy as it is rendered. */
export function toTemplate({ name, subject, html, text }: FoundTemplate): Template {
  return { name, subject, html, ...(text && { text }) };
}

function weight({ holds, level }: Finding): number {
  return holds ? 0 : level === 'fault' ? 1 : 2;
}

function emptyParts({ subject, html, pageFault }: FoundTemplate): Finding[] {
  const place = { part: 'body' } as const;
  return [
    ...(subject ? [] : [finding('empty', 'the subject is empty', { part: 'subject' })]),
    ...(pageFault === undefined ? [] : [finding('page', pageFault, place)]),
    ...(html || pageFault !== undefined ? [] : [finding('empty', 'the body is empty', place)]),
  ];
}

/** What the rules of a single template find; they hold it when it is rendered, too. */
async function ownFaults(
  template: Template,
  { renderer, layout }: Pick<LintTools, 'renderer' | 'layout'>,
): Promise<Finding[]> {
  try {
    const faults = await renderer.lint(template, layout, copyNames);
    return faults.map(({ rule, says, part }) => toFinding(template, rule, says, part));
  } catch (error) {
    if (!(error instanceof BlockedTemplate)) throw error;
    return [toFinding(template, 'effort', withoutName(error.message), 'body')];
  }
}

/** What a sentence says behind the name of its template. */
function withoutName(sentence: string): string {
  return sentence.replace(/^template ".*?"[:,] /, '');
}

function toFinding(
  { subject, html, text = '' }: Template,
  rule: CopyRuleName,
  says: string,
  part: 'subject' | 'body' | 'text',
): Finding {
  const source = { subject, body: html, text }[part];
  const isScript = rule === 'link' && /javascript\s*:/i.test(source);
  const place: Place = part === 'subject' ? { part } : { part, ...placeOf(source, says) };
  return finding(isScript ? 'javascript-link' : rule, says, place);
}

/** What cannot be rendered for somebody of whom everything is known cannot be for anybody. */
async function tryToRender(
  template: Template,
  { renderer, layout, ...copy }: LintTools,
  now: Date,
): Promise<Finding[]> {
  const { name } = template;
  const asked = { reader: someone, unsubscribeUrl: 'https://example.org/unsubscribe/x', now };
  const values = withSamples(exampleVariables(name, asked, copy));
  const clock = { now, zone: copy.settings.zone };
  try {
    const { html } = await renderer.render(template, layout, values, kindOf(name), clock);
    const bytes = Buffer.byteLength(html);
    if (bytes <= clippedAtBytes) return [];
    const says = `its HTML has ${Math.round(bytes / 1024)} KB; over ${clippedAtBytes / 1024} KB are cut off`;
    return [finding('clipped', says, { part: 'body' })];
  } catch (error) {
    if (!(error instanceof BlockedTemplate)) throw error;
    const says = withoutName(error.message);
    const part = /^(subject|text)\b/.exec(says)?.[1] === 'subject' ? 'subject' : 'body';
    return [toFinding(template, ruleOf(says), says, part)];
  }
}

/** What rendering says, by the rule that it is about. */
const renderRules: [RegExp, CopyRuleName][] = [
  [/\{\{unsubscribe_url\}\}/, 'no-unsubscribe'],
  [/\{\{sender_address\}\}/, 'no-address'],
  [/is empty/, 'empty'],
  [/neither https/, 'link'],
  [/takes over|endless loop|grows too large/, 'effort'],
  [/has over/, 'size'],
];

function ruleOf(says: string): CopyRuleName {
  return renderRules.find(([pattern]) => pattern.test(says))?.[1] ?? 'not-rendered';
}

/** Within straight quotes one is the author's own. */
const curlyTag = /\{[{%](?:"[^"]*"|'[^']*'|[^{}"'“”„‟‘’‚‛])*[“”„‟‘’‚‛][^{}]*[%}]\}/;

function curlyQuotes({ subject, html, text = '' }: Template): Finding[] {
  return Object.entries({ subject, body: html, text }).flatMap(([part, source]) => {
    const [tag] = curlyTag.exec(source) ?? [];
    if (tag === undefined) return [];
    const place = { part: part as Place['part'], ...placeOf(source, tag) };
    return [finding('curly-quotes', `${tag} has curly quotes, which are read as straight`, place)];
  });
}
