import type { Finding, Level } from '../domain/copy-report.js';

/** What copy is held to: each rule by its name, with what it means to the email and to its author. */

interface Rule {
  level: Level;
  /** Whether emails wait until it is mended. */
  holds: boolean;
  means: string;
}

const holding = (means: string): Rule => ({ level: 'fault', holds: true, means });
const fault = (means: string): Rule => ({ level: 'fault', holds: false, means });
const hint = (means: string): Rule => ({ level: 'hint', holds: false, means });

export const copyRules = {
  missing: holding('no row, or no file, has the name of the template'),
  inactive: holding('no row of the name is Active'),
  doubled: holding('several Active rows have the name'),
  empty: holding('the subject or the body is empty, or nothing but pictures'),
  page: holding('the page shows something that mail cannot'),
  liquid: holding('a tag is wrong, or no Liquid that copy can use'),
  'left-over-tag': holding('a tag was left open, or is of another program'),
  nesting: holding('tags or elements stand too deep in each other'),
  place: holding('a tag stands where no value can'),
  markup: holding('an element, an attribute or a style that has no place in mail'),
  link: holding('a link that is neither https, http, mailto nor tel'),
  'javascript-link': holding('a link that would run a script'),
  'private-link': holding('a link that readers cannot open'),
  size: holding('more characters than anybody reads'),
  effort: holding('takes too long to render'),
  'no-unsubscribe': holding('readers would not see the unsubscribe link'),
  'no-address': holding("readers would not see the sender's postal address"),
  'not-rendered': holding('it cannot be made into a mail'),
  'unknown-variable': holding('no event tells a variable of this name; a typing error mostly'),
  'other-event': holding('the event of this sequence never tells the variable'),
  'unset-setting': fault('the setting that the variable comes from is not set, or has passed'),
  clipped: fault('over 102 KB: large mail programs cut it off and hide the footer'),
  'same-subject': fault('another email has the same subject: programs show both as one talk'),
  'never-told': hint('it is asked for what no event tells, so that one branch never shows'),
  'may-be-missing': hint('an event may not tell the variable; then that email waits'),
  'curly-quotes': hint('curly quotes in a tag; they are read as straight ones'),
  compatibility: hint('large mail programs do not show it as it is written (caniemail.com)'),
  'name-unknown': hint('an Active row whose name no email asks for'),
} satisfies Record<string, Rule>;

export type CopyRuleName = keyof typeof copyRules;

/** One thing to be said of a template, by the rule that it breaks. */
export function finding(
  rule: CopyRuleName,
  says: string,
  place: Finding['place'] = { part: 'row' },
): Finding {
  const { level, holds } = copyRules[rule];
  return { rule, level, holds, says, place };
}
