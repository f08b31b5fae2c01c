import assert from 'node:assert/strict';
import { loadConfig } from '../../src/config.js';
import { faultsOf } from '../support/config-faults.js';
import { ownEnvironment } from '../support/own-environment.js';

const name = 'TEMPORAL_DEPLOYMENT_NAME';
const id = 'TEMPORAL_WORKER_BUILD_ID';

describe('the version of a worker', () => {
  it('is none unless it is set, and has a name and a build', () => {
    assert.equal(loadConfig(ownEnvironment).version, undefined);
    const { version, inactivePatches } = loadConfig({
      ...ownEnvironment,
      [name]: 'evergreen',
      [id]: '0.2.0+1a2b3c',
      INACTIVE_PATCHES: '2027-01-gap, 2027-02-pause',
    });
    assert.deepEqual(version, { deploymentName: 'evergreen', buildId: '0.2.0+1a2b3c' });
    assert.deepEqual(inactivePatches, ['2027-01-gap', '2027-02-pause']);
  });

  const faulty: [settings: Record<string, string>, told: RegExp][] = [
    [{ [name]: 'ever.green' }, /TEMPORAL_DEPLOYMENT_NAME: expected letters, digits, - and _/],
    [
      { [name]: 'evergreen' },
      /TEMPORAL_WORKER_BUILD_ID: is required where TEMPORAL_DEPLOYMENT_NAME/,
    ],
    [{ [id]: '0.2.0' }, /TEMPORAL_DEPLOYMENT_NAME: is required where TEMPORAL_WORKER_BUILD_ID/],
    [{ [name]: 'evergreen', [id]: 'a b' }, /TEMPORAL_WORKER_BUILD_ID: expected the name of a rel/],
    [{ [name]: 'evergreen', [id]: '__x' }, /TEMPORAL_WORKER_BUILD_ID: expected the name of a rel/],
    [{ INACTIVE_PATCHES: '2027-01;gap' }, /INACTIVE_PATCHES: expected ids of changes/],
  ];
  for (const [settings, told] of faulty) {
    it(`is refused as ${JSON.stringify(settings)}`, () => {
      assert.match(faultsOf({ ...ownEnvironment, ...settings }), told);
    });
  }
});
