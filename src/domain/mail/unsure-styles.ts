import { readColour } from './colour.js';

/** Styles that may hide words, and of which we cannot tell whether they do. */

type Styles = Map<string, string>;

/** Where a value that is calculated, or comes from elsewhere, may be one that hides. */
const deciding =
  /^(?:overflow.*|display|visibility|opacity|position|left|right|top|bottom|inset.*|margin.*|padding.*|text-indent|letter-spacing|line-height|font|font-size|color|background|background-color|-webkit-text-fill-color|zoom|scale|translate|rotate|transform|clip|clip-path|content-visibility)$/;
const size = /^(?:max-)?(?:height|width)$/;
const calculated =
  /\b(?:var|env|attr|if|clamp|min|max|calc|round|mod|sign|abs|color|color-mix|light-dark|oklch|oklab|lab|lch|hwb)\(/;
/** What moves, bends or paints words in ways that we do not follow; with the values that do nothing. */
const unread: [property: RegExp, harmless: RegExp][] = [
  [
    /^(?:-webkit-)?transform$/,
    /^(?:(?:translate|scale|rotate|skew)[xyz]?\([^()]{1,60}\)\s*)+$|^none$/,
  ],
  [/^(?:-webkit-)?filter$/, /^none$|^(?:opacity|drop-shadow)\([^()]{1,60}\)$/],
  [/^(?:-webkit-)?mask(?:-image)?$/, /^none$/],
  [/^(?:-webkit-)?clip-path$/, /^(?:none|inset|circle|ellipse|polygon|rect|xywh)\b/],
  [/^mix-blend-mode$/, /^normal$/],
  [/^animation(?:-name)?$/, /^none$/],
  [/^-webkit-text-security$/, /^none$/],
  [/^z-index$/, /^(?:auto|\d{1,10})$/],
  [
    /^letter-spacing$/,
    /^(?:normal|inherit|-?0*\.[012]\d{0,4}em|-?[01](?:\.\d{1,4})?px|[\d.]{1,10}[a-z%]{0,3})$/,
  ],
];
const colours = new Set(['color', '-webkit-text-fill-color', 'background-color']);
const ofParent = /^(?:inherit|unset|initial|currentcolor|none)$/;

/** Whether something is said that we cannot read, and that may keep words from being seen. */
export function areUnsure(styles: Styles): boolean {
  const isCutting = [...styles].some(([property]) => property.startsWith('overflow'));
  return [...styles].some(([property, value]) => {
    const isDeciding = deciding.test(property) || (isCutting && size.test(property));
    if (isDeciding && calculated.test(value)) return true;
    if (colours.has(property) && !ofParent.test(value)) return readColour(value) === undefined;
    return unread.some(([name, harmless]) => name.test(property) && !harmless.test(value));
  });
}
