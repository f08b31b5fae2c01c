import { black, type Colour, contrastOf, readColour, white } from './colour.js';
import { readDeclarations } from './declarations.js';

/** How the words of an element look, as far as it decides whether they are seen. */
export interface Look {
  /** The element is not there, with all that is in it. */
  isGone: boolean;
  /** What is in it may be seen all the same. */
  isInvisible: boolean;
  /** Readers of Outlook do not see it; everybody else does. */
  isPartial: boolean;
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
  fontPx: 16,
  ink: black,
  paper: white,
};

/** Smaller letters are there to be overlooked. */
const leastPx = 3;
/** Such ink is the paper's own, to the eye. */
const leastContrast = 1.1;

const never = new Set(['head', 'script', 'style', 'template', 'title', 'meta', 'link']);

/** How an element looks that stands in another, by its attributes alone. */
export function lookOf(parent: Look, element: string, attributes: Attributes): Look {
  const styles = readDeclarations(attributes.style ?? '');
  const visibility = styles.get('visibility');
  const mso = styles.get('mso-hide');
  return {
    isGone: parent.isGone || isTakenAway(element, attributes, styles),
    isInvisible: visibility ? /hidden|collapse/.test(visibility) : parent.isInvisible,
    isPartial: parent.isPartial || (mso !== undefined && mso !== 'none'),
    fontPx: readPx(styles.get('font-size') ?? fontOf(styles), parent.fontPx) ?? parent.fontPx,
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
  if ('hidden' in attributes && display === undefined) return true;
  if (styles.get('content-visibility') === 'hidden') return true;
  const opacity = Number.parseFloat(styles.get('opacity') ?? '1');
  if (opacity < (styles.get('opacity')?.endsWith('%') ? 10 : 0.1)) return true;
  return isCut(styles) || isMovedAway(styles);
}

/** A box of no size, of which nothing sticks out. */
function isCut(styles: Styles): boolean {
  if (/scale[xy]?\(\s*0*\.?0*\s*[,)]/.test(styles.get('transform') ?? '')) return true;
  if (/inset\(\s*(?:50|100)%/.test(styles.get('clip-path') ?? '')) return true;
  if (/rect\(\s*(?:0|1px)(?:px)?[\s,]/.test(styles.get('clip') ?? '')) return true;
  if (!/hidden|clip/.test(styles.get('overflow') ?? styles.get('overflow-y') ?? '')) return false;
  return ['height', 'max-height', 'width', 'max-width'].some(
    (side) => (readPx(styles.get(side), 16) ?? 100) <= 1,
  );
}

function isMovedAway(styles: Styles): boolean {
  const far = (name: string) => Math.abs(readPx(styles.get(name), 16) ?? 0) >= 900;
  if (far('text-indent')) return true;
  if (!/absolute|fixed/.test(styles.get('position') ?? '')) return false;
  return ['left', 'right', 'top', 'bottom'].some(far);
}

function inkOf(
  parent: Look,
  element: string,
  attributes: Attributes,
  styles: Styles,
): Colour | undefined {
  const said = styles.get('color') ?? (element === 'font' ? attributes.color : attributes.text);
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

/** The size in `font: italic 14px/1.5 serif`. */
function fontOf(styles: Styles): string | undefined {
  return /(?:^|\s)([\d.]{1,10}(?:px|pt|em|rem|%))/.exec(styles.get('font') ?? '')?.[1];
}

const unitPx: Record<string, (ofPx: number) => number> = {
  '': () => 1,
  px: () => 1,
  pt: () => 4 / 3,
  rem: () => 16,
  em: (ofPx) => ofPx,
  '%': (ofPx) => ofPx / 100,
};

/** A length in pixels; `ofPx` is what relative ones are measured by. */
function readPx(length: string | undefined, ofPx: number): number | undefined {
  const [, number, unit] = /^(-?[\d.]{1,10})([a-z%]{0,4})$/.exec(length ?? '') ?? [];
  const size = unit === undefined ? undefined : unitPx[unit];
  return number === undefined || !size ? undefined : Number.parseFloat(number) * size(ofPx);
}
