/** Lengths of CSS. */

const unitPx: Record<string, (ofPx: number) => number> = {
  '': () => 1,
  px: () => 1,
  pt: () => 4 / 3,
  pc: () => 16,
  in: () => 96,
  cm: () => 37.8,
  mm: () => 3.78,
  rem: () => 16,
  em: (ofPx) => ofPx,
  ex: (ofPx) => ofPx / 2,
  ch: (ofPx) => ofPx / 2,
  '%': (ofPx) => ofPx / 100,
  // Of a small phone's screen, as nothing smaller is read.
  vw: () => 3.2,
  vh: () => 5,
};

/** A length in pixels; `ofPx` is what relative ones are measured by. Undefined for what is no length. */
export function readPx(length: string | undefined, ofPx: number): number | undefined {
  const plain = /^calc\(\s*([^()\s]{1,20})\s*\)$/.exec(length ?? '')?.[1] ?? length ?? '';
  const [, number, unit] = /^(-?[\d.]{1,10}(?:e-?\d{1,2})?)([a-z%]{0,4})$/.exec(plain) ?? [];
  const size = unit !== undefined && Object.hasOwn(unitPx, unit) ? unitPx[unit] : undefined;
  return number === undefined || !size ? undefined : Number.parseFloat(number) * size(ofPx);
}
