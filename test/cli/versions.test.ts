import assert from 'node:assert/strict';
import type { Cli } from '../../src/cli/cli.js';
import { Refused } from '../../src/domain/errors.js';
import type { Runs } from '../../src/runs/runs.js';
import type { VersionState } from '../../src/runs/versions.js';
import { evergreen } from './evergreen.js';

const of = (buildId: string) => ({ deploymentName: 'evergreen', buildId });

/** A Temporal with two versions, of which one becomes current when it is told to. */
function temporal() {
  let current = '0.2.0';
  const versions = async (): Promise<VersionState[]> => [
    { version: of('0.2.0'), asks: true, isCurrent: current === '0.2.0', open: 12 },
    { version: of('0.3.0'), asks: true, isCurrent: current === '0.3.0', open: 0 },
    { version: of('0.1.0'), asks: false, isCurrent: false, open: 1, drain: 'drained' },
  ];
  const useVersion = async (buildId: string | undefined) => {
    if (buildId !== '0.3.0') throw new Refused('nobody is there');
    current = buildId;
  };
  const withRuns: Cli['withRuns'] = (work) => work({ versions, useVersion } as unknown as Runs);
  return { withRuns };
}

describe('evergreen versions', () => {
  it('lists which of them run, and which gets all tasks', async () => {
    const { code, out } = await evergreen('versions list', temporal());
    assert.equal(code, 0);
    assert.equal(
      out,
      [
        'version          runs  gets       open, last step in it  ',
        'evergreen 0.2.0  yes   all tasks  12',
        'evergreen 0.3.0  yes   nothing    0',
        'evergreen 0.1.0  no    nothing    1                      drained',
        '',
      ]
        .map((line) => line.trimEnd())
        .join('\n'),
    );
  });

  it('has one make all next steps, and shows what came of that', async () => {
    const { code, out } = await evergreen('versions use 0.3.0', temporal());
    assert.equal(code, 0);
    assert.match(out, /evergreen 0\.3\.0 {2}yes {3}all tasks/);
  });

  it('fails with the reason where it is refused', async () => {
    const { code, err } = await evergreen('versions use 0.4.0', temporal());
    assert.deepEqual([code, err], [1, 'evergreen: nobody is there\n']);
  });

  for (const typed of ['versions use', 'versions use 0.3.0 --unversioned']) {
    it(`takes "${typed}" for wrong usage`, async () => {
      const { code, err } = await evergreen(typed, temporal());
      assert.deepEqual([code, err], [2, 'evergreen: expected a build id, or --unversioned\n']);
    });
  }
});
