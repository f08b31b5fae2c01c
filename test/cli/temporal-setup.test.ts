import assert from 'node:assert/strict';
import type { Cli } from '../../src/cli/cli.js';
import { DAY } from '../../src/domain/duration.js';
import type { FoundNamespace, Namespace } from '../../src/runs/namespace.js';
import { namespaceNeeds } from '../../src/setup/check-temporal.js';
import { evergreen } from './evergreen.js';

/** A namespace that lacks nothing but what is said, and changes as it is told to, or refuses. */
function namespaceOf(lacking: Partial<FoundNamespace>, answer: 'done' | 'refused') {
  const changes: string[] = [];
  let found: FoundNamespace = {
    state: 'there',
    ...namespaceNeeds,
    ...lacking,
  };
  const change = (name: string, more: Partial<FoundNamespace>) => async () => {
    changes.push(name);
    if (answer === 'done') found = { ...found, ...more };
    return answer;
  };
  const namespace: Namespace = {
    name: 'mail.a1b2c',
    look: async () => found,
    make: change('make', { state: 'there' }),
    keepFor: change('keepFor', { retentionMs: 30 * DAY }),
    addAttributes: change('addAttributes', { attributes: namespaceNeeds.attributes }),
    makeSchedule: change('makeSchedule', { schedules: namespaceNeeds.schedules }),
  };
  const withNamespace: Cli['withNamespace'] = (work) => work(namespace);
  return { changes, withNamespace };
}

describe('evergreen temporal setup', () => {
  it('says what it does while it does it, and nothing the second time', async () => {
    const { withNamespace } = namespaceOf({ retentionMs: DAY, schedules: ['watch'] }, 'done');
    const first = await evergreen('temporal setup', { withNamespace });
    assert.deepEqual(first, {
      code: 0,
      out: 'Namespace mail.a1b2c, done:\n  raise the retention of ended runs to 30 days\n  make the schedule "reconcile"\n',
      err: 'raise the retention of ended runs to 30 days …\nmake the schedule "reconcile" …\n',
    });
    const { out, err } = await evergreen('temporal setup', { withNamespace });
    assert.equal(out, 'Namespace mail.a1b2c: everything is there, nothing was changed.\n');
    assert.equal(err, '');
  });

  it('only plans with --dry-run', async () => {
    const { changes, withNamespace } = namespaceOf({ retentionMs: DAY }, 'done');
    const { code, out } = await evergreen('temporal setup --dry-run --json', { withNamespace });
    const { dryRun, changed, steps } = JSON.parse(out) as Record<string, unknown>;
    assert.deepEqual([code, dryRun, changed, changes], [0, true, false, []]);
    assert.equal((steps as unknown[]).length, 1);
  });

  it('fails where it is refused what runs need, with the command that does it', async () => {
    const { withNamespace } = namespaceOf({ retentionMs: DAY }, 'refused');
    const { code, out, err } = await evergreen('temporal setup', { withNamespace });
    assert.equal(code, 1);
    assert.match(
      out,
      /to 30 days: refused\nwrong .*\n {9}mend: tcld namespace retention set --namespace mail\.a1b2c --retention-days 30\n$/,
    );
    assert.match(err, /\nevergreen: one thing is wrong with Temporal\n$/);
  });
});
