import type { ApiColor } from '@notionhq/client';

/** The class by which the layout gives text or a block its colour, in light and in dark. */
export function colourClass(colour: ApiColor | undefined): string | undefined {
  if (!colour || colour.startsWith('default')) return undefined;
  const [name] = colour.split('_');
  return colour.endsWith('_background') ? `on-${name}` : `ink-${name}`;
}
