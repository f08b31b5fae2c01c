import { readPx } from './lengths.js';

/** Boxes of which nothing is seen, as they have no size or are not where anybody looks. */

type Styles = Map<string, string>;

/** Further away than any screen is wide, in pixels, and for what is measured by the box around. */
const farPx = 900;
const farPercent = 100;

/** A box of no size, of which nothing sticks out. */
export function isCut(styles: Styles): boolean {
  return isScaledAway(styles) || isClipped(styles) || isTooSmall(styles);
}

function isScaledAway(styles: Styles): boolean {
  const transform = styles.get('transform') ?? styles.get('-webkit-transform') ?? '';
  if (/scale(?:[xy]|3d)?\(\s*(?:[^(),]{0,12},\s*){0,2}-?(?:0*\.)?0\d*\s*[,)]/.test(transform))
    return true;
  if (/matrix\(\s*(?:0*\.)?0+\s*,\s*(?:0*\.)?0+\s*,/.test(transform)) return true;
  if (/rotate[xy]\(\s*-?(?:90|270)deg\s*\)/.test(transform)) return true;
  return ['scale', 'zoom'].some((name) => {
    const [size = ''] = (styles.get(name) ?? '').split(/\s+/);
    return (
      /^[\d.]{1,10}%?$/.test(size) && Number.parseFloat(size) < (size.endsWith('%') ? 10 : 0.1)
    );
  });
}

function isClipped(styles: Styles): boolean {
  const path = styles.get('clip-path') ?? styles.get('-webkit-clip-path') ?? '';
  const [, inset = '0'] = /inset\(\s*(\d{1,4})(?:\.\d{1,6})?%/.exec(path) ?? [];
  if (Number(inset) >= 50) return true;
  if (/(?:circle|ellipse)\(\s*0(?:px|%)?[\s,)]/.test(path)) return true;
  if (/(?:polygon|rect|xywh)\(\s*0(?:px|%)?(?:[\s,]{1,4}0(?:px|%)?){1,20}\s*\)/.test(path))
    return true;
  // It is obeyed for what is taken out of the flow only.
  if (!/absolute|fixed/.test(styles.get('position') ?? '')) return false;
  const [, sides = ''] = /rect\(([^()]{1,80})\)/.exec(styles.get('clip') ?? '') ?? [];
  const [top, right, bottom, left] = sides
    .trim()
    .split(/[\s,]+/)
    .map((side) => readPx(side, 16));
  const isFlat = (from?: number, to?: number) =>
    from !== undefined && to !== undefined && to - from <= 1;
  return isFlat(top, bottom) || isFlat(left, right);
}

const cutting = /hidden|clip|auto|scroll/;

function isTooSmall(styles: Styles): boolean {
  const overflows = ['overflow', 'overflow-x', 'overflow-y'].map((name) => styles.get(name) ?? '');
  if (!overflows.some((overflow) => cutting.test(overflow))) return false;
  const isNothing = (name: string) => (readPx(styles.get(name), 16) ?? farPx) <= 1;
  if (['height', 'max-height', 'width', 'max-width'].some(isNothing)) return true;
  // The box is as high as its lines.
  return isNothing('line-height') && /^0|px$/.test(styles.get('line-height') ?? '')
    ? !styles.has('height')
    : false;
}

/** A box that stands beside the page, or words that do. */
export function isMovedAway(styles: Styles): boolean {
  if (isFar(styles.get('text-indent'))) return true;
  if (isFarBack(styles.get('letter-spacing'))) return true;
  const margins = ['margin', 'margin-left', 'margin-top', 'margin-right'];
  if (margins.some((name) => (styles.get(name) ?? '').split(/\s+/).some(isFarBack))) return true;
  const moves = `${styles.get('transform') ?? ''} ${styles.get('translate') ?? ''}`;
  if (/translate/.test(moves) || styles.has('translate')) {
    if (moves.split(/[\s,()]+/).some(isFar)) return true;
  }
  if (!/absolute|fixed|relative|sticky/.test(styles.get('position') ?? '')) return false;
  const places = ['left', 'right', 'top', 'bottom', 'inset'];
  return places.some((name) => (styles.get(name) ?? '').split(/\s+/).some(isFar));
}

function isFar(length: string | undefined): boolean {
  if (length?.endsWith('%')) return Math.abs(Number.parseFloat(length)) >= farPercent;
  if (/v[wh]$/.test(length ?? '')) return Math.abs(Number.parseFloat(length ?? '')) >= farPercent;
  return Math.abs(readPx(length, 16) ?? 0) >= farPx;
}

function isFarBack(length: string | undefined): boolean {
  return length?.startsWith('-') === true && isFar(length);
}
