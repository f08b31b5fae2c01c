import { Parser } from 'htmlparser2';
import { type Look, lookOf, plainLook, showsWords } from './look.js';

/**
 * `anyone`: what at least some readers see; `everyone`: without what a mail reader in use leaves out; `surely
 * everyone`: nor what has styles that we cannot read.
 */
export type Audience = 'anyone' | 'everyone' | 'surely everyone';

/**
 * What a reader sees of HTML whose styles stand on its elements: without hidden parts, comments, and links
 * that have nothing to click on.
 */
export function shownTo(audience: Audience, html: string): string {
  const parts: string[] = [];
  const looks: { look: Look; seenBefore: number; partsBefore: number }[] = [];
  /** How much was seen so far: words and pictures. */
  let seen = 0;
  let isBesideOutlook = false;
  const isStrict = audience === 'surely everyone';
  const now = () => looks.at(-1)?.look ?? plainLook;
  const raw = () => html.slice(parser.startIndex, parser.endIndex + 1);
  const isFor = (look: Look) =>
    audience === 'anyone' ||
    (!look.isPartial && !look.isFolded && !isBesideOutlook && !look.isUnsure);
  const noteCondition = (comment: string) => {
    if (/\[\s*if\s*!\s*mso/i.test(comment)) isBesideOutlook = true;
    else if (/\[\s*endif/i.test(comment)) isBesideOutlook = false;
  };

  const parser = new Parser({
    onopentag(element, attributes, isImplied) {
      const look = lookOf(now(), element, attributes, isStrict);
      looks.push({ look, seenBefore: seen, partsBefore: parts.length });
      if (look.isGone) return;
      parts.push(isImplied ? `<${element}>` : raw());
      if (element === 'img' && isPicture(attributes) && !look.isInvisible && isFor(look)) seen += 1;
    },
    ontext(text) {
      const look = now();
      if (!showsWords(look) || !isFor(look)) return;
      parts.push(raw());
      if (/[^\s\p{Default_Ignorable_Code_Point}]/u.test(text)) seen += 1;
    },
    onclosetag(element) {
      const closed = looks.pop();
      if (!closed || closed.look.isGone) return;
      if (element === 'a' && closed.seenBefore === seen) parts.length = closed.partsBefore;
      else if (!empty.has(element)) parts.push(`</${element}>`);
    },
    oncomment: noteCondition,
    onprocessinginstruction: (_, data) => noteCondition(data),
  });
  parser.end(html);
  return parts.join('');
}

const empty = new Set(['area', 'br', 'col', 'hr', 'img', 'input', 'source', 'wbr']);

/** One that can be seen: those that only count readers are a dot. */
function isPicture({ width = '', height = '' }: Record<string, string>): boolean {
  return ![width, height].some((side) => /^\s*[01](px)?\s*$/.test(side));
}

/**
 * Characters that take no room, or as much as a blank. Those that shape letters and emoji are needed one
 * by one; in a run they pad what a mailbox shows of a mail before it is opened.
 */
const padding =
  /(?:(?![\ufe00-\ufe0f\u{e0000}-\u{e0fff}])[\s\u2800\p{Default_Ignorable_Code_Point}]){3,}/gu;
const seenAsBlank = /[\s\u2800]/gu;

/** Plain text without runs of characters that nobody sees. */
export function withoutPadding(text: string): string {
  return text.replaceAll(padding, (run) => {
    const unseen = run.replaceAll(seenAsBlank, '');
    if (unseen.length < 2 && !/[\u00a0\u2007\u2800]{3,}/.test(run)) return run;
    return run.includes('\n') ? `\n${'\n'.repeat(Math.min(1, run.split('\n').length - 2))}` : ' ';
  });
}
