/** The rooms around the product, which may know all of it, and of which it knows nothing. */

/** @type {[room: string, files: string, ...knows: string[]][]} */
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
  ['examples', '^examples/.+\\.ts$'],
  // It judges the product, so that it shares nothing with it.
  ['judge', '^proofs/judge/.+\\.ts$', 'node:url'],
  [
    'tests, measurements, proofs and rehearsal',
    '^(test|bench|rehearsal|proofs/(?!judge/)[^/]+)/.+\\.(ts|mjs)$',
    'anything of src, tools, scripts, examples, judge, package.json, any package, anything of node',
  ],
];
