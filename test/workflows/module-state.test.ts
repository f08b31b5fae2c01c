import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import {
  createSourceFile,
  forEachChild,
  getCombinedModifierFlags,
  isClassStaticBlockDeclaration,
  isFunctionLike,
  isNewExpression,
  isPropertyDeclaration,
  isRegularExpressionLiteral,
  isVariableDeclarationList,
  ModifierFlags,
  type Node,
  NodeFlags,
  type PropertyDeclaration,
  ScriptTarget,
} from 'typescript';
import { loadWorkflows } from '../../src/processes/workflow-bundle.js';

/** All runs of a worker share the modules of the script, so a module that remembers would tell one run of another. */
describe('modules of workflow code', () => {
  it('remember nothing from run to run', async () => {
    const paths = await ownModules();
    assert.ok(paths.some((path) => path.endsWith('src/workflows/run/run.ts')));
    assert.ok(paths.some((path) => path.endsWith('src/domain/plan/plan.ts')));
    const found = paths.flatMap((path) =>
      stateIn(readFileSync(path, 'utf8')).map((what) => `${path}: ${what}`),
    );
    assert.deepEqual(found, []);
  });

  it('would be found to remember', () => {
    const remembering = [
      'let count = 0;',
      'export var last;',
      'const seen = new Set();',
      'const all = { seen: new Map() };',
      'const word = /a/g;',
      'class Run { static count = 0; }',
    ];
    for (const text of remembering) assert.equal(stateIn(text).length, 1, text);
    const pure =
      'const word = /a/; const at = () => new Date(); class Run { static readonly no = 1; }';
    assert.deepEqual(stateIn(`${pure} function next() { let count = 0; return count; }`), []);
  });
});

/** Our files that the script is made of, as its source map names them. */
async function ownModules(): Promise<string[]> {
  const bundle = await loadWorkflows();
  const code = 'code' in bundle ? bundle.code : readFileSync(bundle.codePath, 'utf8');
  const [, map = ''] = /sourceMappingURL=data:[^,]*base64,(.*)/.exec(code) ?? [];
  const { sources } = JSON.parse(Buffer.from(map, 'base64').toString()) as { sources: string[] };
  return sources.filter((path) => /\/src\/(workflows|domain)\/.*\.ts$/.test(path));
}

/** What a module can change while it is loaded and afterwards, outside its functions. */
function stateIn(text: string): string[] {
  const found: string[] = [];
  const look = (node: Node): void => {
    // What is made anew for each call, and for each object of a class.
    if (isFunctionLike(node) || (isPropertyDeclaration(node) && !isStatic(node))) return;
    if (changes(node)) found.push(node.getText());
    forEachChild(node, look);
  };
  look(createSourceFile('module.ts', text, ScriptTarget.Latest, true));
  return found;
}

function changes(node: Node): boolean {
  if (isVariableDeclarationList(node)) return (node.flags & NodeFlags.Const) === 0;
  if (isPropertyDeclaration(node)) return !has(node, ModifierFlags.Readonly);
  if (isRegularExpressionLiteral(node)) return /[gy][a-z]*$/.test(node.text);
  return isNewExpression(node) || isClassStaticBlockDeclaration(node);
}

function isStatic(node: PropertyDeclaration): boolean {
  return has(node, ModifierFlags.Static);
}

function has(node: PropertyDeclaration, flag: ModifierFlags): boolean {
  return (getCombinedModifierFlags(node) & flag) !== 0;
}
