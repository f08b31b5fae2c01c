/** Holds the table of rooms, and that nothing goes in circles. */
import { builtinModules } from 'node:module';
import { rooms } from './scripts/checks/rooms.mjs';

const everyRoom = rooms.map(({ files }) => files);
/** What a room may know that is no room. */
const elsewhere = new Map([
  ['anything of src', everyRoom.filter((files) => files.startsWith('^src/')).join('|')],
  ['anything of node', `^(${builtinModules.join('|')})$`],
  ['any package', '^node_modules/'],
  ['package.json', '^package\\.json$'],
]);

const escape = (/** @type {string} */ text) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/** Where the thing is that the room at `index` knows by this name; throws for a room below it. */
function find(/** @type {string} */ name, /** @type {number} */ index) {
  const found = rooms.findIndex(({ room }) => room === name);
  if (found >= index) throw new Error(`${rooms[index]?.room} stands above ${name}`);
  const packageOrNode = escape(name.replace(/^node:/, ''));
  return rooms[found]?.files ?? elsewhere.get(name) ?? `^(node_modules/)?${packageOrNode}(/|$)`;
}

const typesOf = 'types of ';
const allowed = rooms.flatMap(({ files, knows }, index) => {
  const from = { path: files };
  const whole = knows.filter((name) => !name.startsWith(typesOf));
  const types = knows.filter((name) => name.startsWith(typesOf));
  return [
    { from, to: { path: [files, ...whole.map((name) => find(name, index))] } },
    ...types.map((name) => ({
      from,
      to: { path: find(name.slice(typesOf.length), index), dependencyTypes: ['type-only'] },
    })),
  ];
});

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  allowed,
  allowedSeverity: 'error',
  forbidden: [
    {
      name: 'in-no-room',
      comment: 'Every file stands in a room of scripts/checks/rooms.mjs.',
      severity: 'error',
      from: { pathNot: [...everyRoom, '^node_modules/', '^package\\.json$'] },
      to: {},
    },
    {
      name: 'alone-in-no-room',
      comment: 'Every file stands in a room of scripts/checks/rooms.mjs.',
      severity: 'error',
      from: { orphan: true, pathNot: everyRoom },
      to: {},
    },
    {
      name: 'circle-of-files',
      comment: 'Two files that need each other are one, or want a third. Types count.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'circle-of-folders',
      comment:
        'Between rooms the order of the table sees to it; this is for folders inside of one.',
      severity: 'error',
      scope: 'folder',
      from: { path: '^src/(campaign|sandbox)/.' },
      to: { path: '^src/(campaign|sandbox)/.', circular: true },
    },
  ],
  options: {
    parser: 'tsc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: '^node_modules/' },
    // What is made, and the one script that runs in a browser.
    exclude: {
      path: '^(dist|\\.mutation|\\.tools|\\.sandbox|\\.rehearsal)/|^src/sandbox/page/page\\.js$',
    },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      extensions: ['.ts', '.mjs', '.js', '.json'],
    },
  },
};
