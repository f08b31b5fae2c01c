import { black, type Colour, contrastOf, readColour, white } from './colour.js';
import { readDeclarations } from './declarations.js';
import { readPx } from './lengths.js';
import { isCut, isMovedAway } from './look-of-boxes.js';
import { areUnsure } from './unsure-styles.js';

/** How the words of an element look, as far as it decides whether they are seen. */
export interface Look {
  /** The element is not there, with all that is in it. */
  isGone: boolean;
  /** What is in it may be seen all the same. */
  isInvisible: boolean;
  /** Some readers do not see it: those of Outlook, or those whose mail reader folds it or has better. */
  isPartial: boolean;
  /** Its styles, or those around it, say something that we cannot read and that may hide it. */
  isUnsure: boolean;
  /** Only its summary is seen before a reader unfolds it. */
  isFolded: boolean;
  fontPx: number;
  /** Undefined: not known, as a reader chooses it, or as a picture lies beneath. */
  ink: Colour | undefined;
  paper: Colour | undefined;
}

type Attributes = Record<string, string>;
type Styles = Map<string, string>;

/** Of a page that says nothing. */
export const plainLook: Look = {
  isGone: false,
  isInvisible: false,
  isPartial: false,
  isUnsure: false,
  isFolded: false,
  fontPx: 16,
  ink: black,
  paper: white,
};

/** Smaller letters are there to be overlooked. */
const leastPx = 3;
/** Such ink is the paper's own, to the eye. */
const leastContrast = 1.1;

const never = new Set(['head', 'script', 'style', 'template', 'title', 'meta', 'link', 'rp']);

/** What stands in these is for those whose mail reader cannot play them. */
const played = new Set(['audio', 'video']);

/** How an element looks that stands in another, by its attributes alone; `isStrict`: whether it is unsure, too. */
export function lookOf(
  parent: Look,
  element: string,
  attributes: Attributes,
  isStrict = false,
): Look {
  const styles = readDeclarations(attributes.style ?? '');
  const visibility = styles.get('visibility');
  const mso = styles.get('mso-hide');
  const isHiddenByReader =
    (mso !== undefined && mso !== 'none') ||
    played.has(element) ||
    (parent.isFolded && element !== 'summary');
  return {
    isGone: parent.isGone || isTakenAway(element, attributes, styles),
    isInvisible: visibility ? /hidden|collapse/.test(visibility) : parent.isInvisible,
    isPartial: parent.isPartial || isHiddenByReader,
    isUnsure: parent.isUnsure || (isStrict && areUnsure(styles)),
    isFolded: element === 'details' && !('open' in attributes),
    fontPx: fontPxOf(styles, parent.fontPx),
    ink: inkOf(parent, element, attributes, styles),
    paper: paperOf(parent, attributes, styles),
  };
}

/** Whether words that look so are seen. */
export function showsWords({ isGone, isInvisible, fontPx, ink, paper }: Look): boolean {
  if (isGone || isInvisible || fontPx < leastPx) return false;
  if (!ink) return true;
  const [, , , alpha] = ink;
  return alpha >= 0.1 && !(paper && alpha === 1 && contrastOf(ink, paper) < leastContrast);
}

function isTakenAway(element: string, attributes: Attributes, styles: Styles): boolean {
  if (never.has(element)) return true;
  const display = styles.get('display');
  if (display === 'none') return true;
  if (('hidden' in attributes || 'popover' in attributes) && display === undefined) return true;
  if (styles.get('content-visibility') === 'hidden') return true;
  return isSeenThrough(styles) || isCut(styles) || isMovedAway(styles);
}

function isSeenThrough(styles: Styles): boolean {
  const [, filtered] = /opacity\(\s*([\d.]{1,10}%?)/.exec(styles.get('filter') ?? '') ?? [];
  return [styles.get('opacity'), filtered].some(
    (share = '1') => Number.parseFloat(share) < (share.endsWith('%') ? 10 : 0.1),
  );
}

function inkOf(
  parent: Look,
  element: string,
  attributes: Attributes,
  styles: Styles,
): Colour | undefined {
  // Letters that are cut out of a picture, or throw a shadow, are seen in its colours.
  if (styles.get('background-clip') === 'text' || styles.get('-webkit-background-clip') === 'text')
    return undefined;
  if ((styles.get('text-shadow') ?? 'none') !== 'none') return undefined;
  const said =
    styles.get('-webkit-text-fill-color') ??
    styles.get('color') ??
    (element === 'font' ? attributes.color : attributes.text);
  if (said === undefined) return element === 'a' ? undefined : parent.ink;
  return /^(inherit|unset|currentcolor)$/.test(said) ? parent.ink : readColour(said.toLowerCase());
}

function paperOf(parent: Look, attributes: Attributes, styles: Styles): Colour | undefined {
  const all = styles.get('background') ?? '';
  const image = `${attributes.background ?? ''}${styles.get('background-image') ?? ''}`;
  if (/url\(|gradient\(/.test(all) || (image && image !== 'none')) return undefined;
  const said = styles.get('background-color') ?? (all || attributes.bgcolor?.toLowerCase());
  if (!said || /^(none|inherit|unset|initial)$/.test(said)) return parent.paper;
  const colour = readColour(said) ?? readColour(said.split(/\s/)[0] ?? '');
  if (colour?.[3] === 0) return parent.paper;
  return colour?.[3] === 1 ? colour : undefined;
}

const sizes: Record<string, (ofPx: number) => number> = {
  'xx-small': () => 9,
  'x-small': () => 10,
  small: () => 13,
  medium: () => 16,
  initial: () => 16,
  large: () => 18,
  'x-large': () => 24,
  'xx-large': () => 32,
  smaller: (ofPx) => ofPx / 1.2,
  larger: (ofPx) => ofPx * 1.2,
};

function fontPxOf(styles: Styles, ofPx: number): number {
  const said = styles.get('font-size') ?? sizeIn(styles.get('font'));
  if (said === undefined) return ofPx;
  const named = Object.hasOwn(sizes, said) ? sizes[said] : undefined;
  return named?.(ofPx) ?? readPx(said, ofPx) ?? ofPx;
}

/** The size in `font: italic 14px/1.5 serif`. */
function sizeIn(font: string | undefined): string | undefined {
  return /(?:^|\s)([\d.]{1,10}(?:px|pt|em|rem|%)|0)(?=[\s/]|$)/.exec(font ?? '')?.[1];
}
