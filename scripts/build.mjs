/**
 * Builds what production runs into `dist/`: the two processes and all that they import, the copy that
 * they read, the workflow code as one script, and the list of the packages that belong to it.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleWorkflows } from '../src/processes/workflow-bundle.js';
import { billOfMaterials } from './bill-of-materials.mjs';

const project = new URL('..', import.meta.url);
const dist = new URL('dist/', project);

rmSync(dist, { recursive: true, force: true });
const { status, error } = spawnSync(
  fileURLToPath(new URL('node_modules/.bin/tsc', project)),
  ['--project', 'tsconfig.build.json'],
  { cwd: project, stdio: 'inherit' },
);
if (error) throw error;
if (status !== 0) process.exit(1);
cpSync(new URL('templates/', project), new URL('templates/', dist), { recursive: true });
const style = 'src/console/console.css';
cpSync(new URL(style, project), new URL(style, dist));

writeFileSync(new URL('sbom.cdx.json', dist), billOfMaterials(fileURLToPath(project)));

for (const { file, code } of await bundleWorkflows()) {
  writeFileSync(new URL(`src/processes/${file}`, dist), code);
}
