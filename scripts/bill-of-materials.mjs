import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {object} Component
 * @property {string} bom-ref
 * @property {{ name: string, value: string }[]} properties
 */

/**
 * The packages that production runs with, as CycloneDX JSON: npm's own reading of the lockfile, with the
 * project's name where npm takes its folder's, and without what would differ from build to build.
 * @param {string} project its folder
 */
export function billOfMaterials(project) {
  const args = 'sbom --package-lock-only --sbom-format=cyclonedx --sbom-type=application';
  const { status, stdout, stderr, error } = spawnSync('npm', args.split(' '), {
    cwd: project,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`npm sbom: ${stderr}`);
  const { serialNumber: _, ...bill } = JSON.parse(stdout);
  delete bill.metadata.timestamp;
  const { name, packages } = JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8'));
  bill.metadata.component.name = name;
  return `${JSON.stringify(ofProduction(bill, packages), null, 1)}\n`;
}

/**
 * The bill without the packages of development alone. npm's own `--omit=dev` also leaves out what both need,
 * and of one version that is installed twice, npm tells whether the first is of development.
 * @param {{ components: Component[], dependencies: { ref: string, dependsOn: string[] }[] }} bill
 * @param {Record<string, { version: string, dev?: boolean }>} packages of the lockfile, by their folders
 */
function ofProduction(bill, packages) {
  const kept = new Set(
    Object.entries(packages)
      .filter(([path, { dev }]) => path && !dev)
      .map(([path, { version }]) => `${path.split('node_modules/').at(-1)}@${version}`),
  );
  const left = new Set(
    bill.components.map((one) => one['bom-ref']).filter((ref) => !kept.has(ref)),
  );
  return {
    ...bill,
    components: bill.components
      .filter((one) => !left.has(one['bom-ref']))
      .map((one) => ({ ...one, properties: one.properties.filter(isOfUse) })),
    dependencies: bill.dependencies
      .filter(({ ref }) => !left.has(ref))
      .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((on) => !left.has(on)) })),
  };
}

/** @param {{ name: string }} property */
function isOfUse({ name }) {
  return name !== 'cdx:npm:package:development';
}
