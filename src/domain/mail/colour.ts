/** Red, green and blue of 0 to 255, and how much of it there is, of 0 to 1. */
export type Colour = [red: number, green: number, blue: number, alpha: number];

export const black: Colour = [0, 0, 0, 1];
export const white: Colour = [255, 255, 255, 1];

/** Those that copy uses; any other name is a colour that we do not know. */
const names: Record<string, Colour> = {
  black,
  white,
  transparent: [0, 0, 0, 0],
  snow: [255, 250, 250, 1],
  ivory: [255, 255, 240, 1],
  whitesmoke: [245, 245, 245, 1],
  gainsboro: [220, 220, 220, 1],
  lightgray: [211, 211, 211, 1],
  lightgrey: [211, 211, 211, 1],
  silver: [192, 192, 192, 1],
  gray: [128, 128, 128, 1],
  grey: [128, 128, 128, 1],
  navy: [0, 0, 128, 1],
  blue: [0, 0, 255, 1],
  green: [0, 128, 0, 1],
  teal: [0, 128, 128, 1],
  maroon: [128, 0, 0, 1],
  red: [255, 0, 0, 1],
  orange: [255, 165, 0, 1],
  yellow: [255, 255, 0, 1],
  purple: [128, 0, 128, 1],
};

/** A colour of CSS or of an attribute, in small letters; undefined for one that we cannot read. */
export function readColour(text: string): Colour | undefined {
  const word = text.trim();
  return Object.hasOwn(names, word) ? names[word] : (readHex(word) ?? readRgb(word));
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
  const numbers = word.match(/[\d.]{1,10}%?/g)?.map(Number.parseFloat) ?? [];
  const [red, green, blue, alpha = 1] = numbers;
  if (red === undefined || green === undefined || blue === undefined) return undefined;
  if (word.includes('%')) return undefined;
  return [red, green, blue, alpha];
}

function luminanceOf([red, green, blue]: Colour): number {
  const light = (part: number) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * light(red) + 0.7152 * light(green) + 0.0722 * light(blue);
}
