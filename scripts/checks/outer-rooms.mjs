/**
 * The rooms around the product: they may import anything of it, and nothing of it imports them.
 *
 * @type {[room: string, files: string, ...knows: string[]][]}
 */
export const outerRooms = [
  ['tools', '^scripts/tools\\.mjs$', 'package.json, anything of node'],
  [
    'sandbox',
    '^src/sandbox/.+\\.(ts|mjs)$',
    'anything of src, tools, any package, anything of node',
  ],
  [
    'scripts',
    '^(scripts/(?!tools\\.).+|\\.dependency-cruiser)\\.(ts|mjs)$',
    'anything of src, tools, package.json, any package, anything of node',
  ],
  [
    'tests and measurements',
    '^(test|bench)/.+\\.(ts|mjs)$',
    'anything of src, tools, scripts, package.json, any package, anything of node',
  ],
];
