import assert from 'node:assert/strict';
import { faultsOfLockfile } from '../../scripts/checks/lockfile/faults.js';

const hono = { version: '4.0.0', integrity: 'sha512-x' };

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
  for (const [what, found, fault] of faults) {
    it(`finds ${what}`, () => {
      assert.equal(found.length, 1);
      assert.match(found.join(), fault);
    });
  }
});
