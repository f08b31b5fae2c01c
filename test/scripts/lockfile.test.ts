import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import {
  faultsOfLockfile,
  faultsOfNpmrc,
  type Lockfile,
} from '../../scripts/checks/lockfile/faults.js';

const hono = { version: '4.0.0', integrity: 'sha512-x' };
const npmrc =
  'engine-strict=true\nignore-scripts=true\nomit-lockfile-registry-resolved=true\nmin-release-age=7\n';

function findFaults(
  dependencies: Record<string, string>,
  locked: { integrity?: string; resolved?: string } = hono,
): string[] {
  return faultsOfLockfile({ packages: { '': { dependencies }, 'node_modules/hono': locked } });
}

describe('the check of the lockfile', () => {
  it('has nothing against exact versions with an integrity each', () =>
    assert.deepEqual(findFaults({ hono: '4.0.0', ts: 'npm:typescript@7.0.2' }), []));

  const faults: [what: string, found: string[], fault: RegExp][] = [
    ['a range of versions', findFaults({ hono: '^4.0.0' }), /hono is asked for as \^4\.0\.0/],
    ['a package from elsewhere', findFaults({ hono: 'github:honojs/hono' }), /hono is asked for/],
    ['a weak hash', findFaults({}, { integrity: 'sha1-x' }), /hono is not held to SHA-512/],
    ['a package without integrity', findFaults({}, {}), /node_modules\/hono has no integrity/],
    [
      'an address',
      findFaults({}, { ...hono, resolved: 'https://example.org/hono.tgz' }),
      /comes from https:\/\/example\.org/,
    ],
    [
      'Temporal’s packages in different versions',
      findFaults({ '@temporalio/client': '1.2.0', '@temporalio/worker': '1.3.0' }),
      /@temporalio\/worker is 1\.3\.0, @temporalio\/client is 1\.2\.0/,
    ],
  ];
  it('has nothing against the settings that npm is given here', () => {
    assert.deepEqual(faultsOfNpmrc(npmrc), []);
    assert.deepEqual(faultsOfNpmrc(readFileSync('.npmrc', 'utf8')), []);
  });

  it('has nothing against the lockfile that is here', () => {
    const lockfile = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lockfile;
    assert.ok(Object.keys(lockfile.packages).length > 100);
    assert.deepEqual(faultsOfLockfile(lockfile), []);
  });

  const settings: [what: string, text: string, fault: RegExp][] = [
    ['scripts of packages', npmrc.replace('ignore-scripts=true', ''), /ignore-scripts=true/],
    ['releases of the day', npmrc.replace('=7', '=0'), /min-release-age=7/],
    ['releases of any age', npmrc.replace('min-release-age=7', ''), /min-release-age=7/],
    ['a registry', `${npmrc}registry=https://example.org/`, /registry is for whoever installs/],
    ['the registry of a scope', `${npmrc}@a:registry=https://example.org/`, /@a:registry is for/],
    ['a token', `${npmrc}//example.org/:_authToken=x`, /_authToken is for whoever installs/],
  ];
  for (const [what, text, fault] of settings) {
    it(`finds that .npmrc allows ${what}`, () => {
      const found = faultsOfNpmrc(text);
      assert.equal(found.length, 1);
      assert.match(found.join(), fault);
    });
  }

  for (const [what, found, fault] of faults) {
    it(`finds ${what}`, () => {
      assert.equal(found.length, 1);
      assert.match(found.join(), fault);
    });
  }
});
