import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { loadWorkflows } from '../../src/processes/workflow-bundle.js';

/**
 * The workflow code with something else in it, as a later version might have: each text is replaced where it
 * stands.
 */
export async function doctoredWorkflows(changes: Record<string, string>) {
  const bundle = await loadWorkflows();
  let code = 'code' in bundle ? bundle.code : await readFile(bundle.codePath, 'utf8');
  for (const [text, other] of Object.entries(changes)) {
    assert.ok(code.includes(text), `the workflow code holds: ${text}`);
    code = code.replaceAll(text, other);
  }
  return { code };
}
