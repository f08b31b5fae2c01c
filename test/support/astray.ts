/** Code that stands where no room has it, for the check of rooms. */

/** Files in no room. */
export const strays: [what: string, file: string, code: string][] = [
  ['a folder that no row names', 'src/helpers/gate.ts', 'export const answer = 42;\n'],
  ['a subfolder that no row names', 'src/api/extra/gate.ts', "import 'hono';\n"],
  ['a new file beside the processes', 'src/gate.ts', "import './domain/errors.js';\n"],
  ['a new folder of the repository', 'lib/gate.mjs', 'export const answer = 42;\n'],
];
/** Files and folders that come to need each other. */
export const circles: [file: string, code: string][] = [
  ['src/sandbox/page/a.ts', "export * from './b.js';\n"],
  ['src/sandbox/page/b.ts', "export type * from './a.js';\n"],
  ['src/sandbox/one/a.ts', "export * from '../two/a.js';\n"],
  ['src/sandbox/two/b.ts', "export * from '../one/b.js';\n"],
];
