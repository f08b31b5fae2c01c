import { namedColours } from './colour-names.js';

/** Red, green and blue of 0 to 255, and how much of it there is, of 0 to 1. */
export type Colour = [red: number, green: number, blue: number, alpha: number];

export const black: Colour = [0, 0, 0, 1];
export const white: Colour = [255, 255, 255, 1];

/** A colour of CSS or of an attribute, in small letters; undefined for one that we cannot read. */
export function readColour(text: string): Colour | undefined {
  const word = text.trim();
  if (word === 'transparent') return [0, 0, 0, 0];
  if (word === 'initial' || word === 'canvastext') return black;
  return readHex(namedColours.get(word) ?? word) ?? readRgb(word) ?? readHsl(word);
}

/** How far two opaque colours are apart: 1 for the same, 21 for black and white. Source: WCAG 2.2. */
export function contrastOf(one: Colour, other: Colour): number {
  const [dark = 0, light = 0] = [luminanceOf(one), luminanceOf(other)].toSorted((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function readHex(word: string): Colour | undefined {
  const [, digits] = /^#?([0-9a-f]{3,8})$/.exec(word) ?? [];
  if (!digits || ![3, 4, 6, 8].includes(digits.length)) return undefined;
  const step = digits.length < 6 ? 1 : 2;
  const part = (at: number) => {
    const found = digits.slice(at * step, (at + 1) * step);
    return Number.parseInt(step === 1 ? found + found : found, 16);
  };
  const alpha = digits.length === 4 || digits.length === 8 ? part(3) / 255 : 1;
  return [part(0), part(1), part(2), alpha];
}

function readRgb(word: string): Colour | undefined {
  if (!word.startsWith('rgb')) return undefined;
  const [red, green, blue, alpha = '1'] = numbersIn(word);
  if (red === undefined || green === undefined || blue === undefined) return undefined;
  return [partOf(red, 255), partOf(green, 255), partOf(blue, 255), partOf(alpha, 1)];
}

/** Source: CSS Color 4, 7.1. */
function readHsl(word: string): Colour | undefined {
  if (!word.startsWith('hsl')) return undefined;
  const [hue, saturation, lightness, alpha = '1'] = numbersIn(word);
  if (hue === undefined || saturation === undefined || lightness === undefined) return undefined;
  const light = Number.parseFloat(lightness) / 100;
  const reach = (Number.parseFloat(saturation) / 100) * Math.min(light, 1 - light);
  const part = (from: number) => {
    const at = (from + Number.parseFloat(hue) / 30) % 12;
    return 255 * (light - reach * Math.max(-1, Math.min(at - 3, 9 - at, 1)));
  };
  return [part(0), part(8), part(4), partOf(alpha, 1)];
}

function numbersIn(word: string): string[] {
  return word.match(/[\d.]{1,10}%?/g) ?? [];
}

/** A number, or a share of the most there is. */
function partOf(number: string, most: number): number {
  const share = number.endsWith('%') ? most / 100 : 1;
  return Number.parseFloat(number) * share;
}

function luminanceOf([red, green, blue]: Colour): number {
  const light = (part: number) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * light(red) + 0.7152 * light(green) + 0.0722 * light(blue);
}
