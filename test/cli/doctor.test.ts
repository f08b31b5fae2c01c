import assert from 'node:assert/strict';
import { sayResults } from '../../src/cli/doctor.js';
import type { CheckResult } from '../../src/setup/check-result.js';
import { ownEnvironment } from '../support/own-environment.js';
import { evergreen } from './evergreen.js';

/** Nobody listens at any of these. */
const nowhere = {
  ...ownEnvironment,
  NOTION_TOKEN: '',
  NOTION_BASE_URL: 'http://127.0.0.1:1',
  RESEND_BASE_URL: 'http://127.0.0.1:1',
  TEMPORAL_ADDRESS: '127.0.0.1:1',
  ALERT_WEBHOOK_URL: '',
};

const results: CheckResult[] = [
  { id: 'a', group: 'Notion', what: 'the first', level: 'good' },
  {
    id: 'b',
    group: 'Resend',
    what: 'the second',
    level: 'warning',
    found: 'odd \u001b[2J',
    mend: 'wait',
  },
  { id: 'c', group: 'Resend', what: 'the third', level: 'wrong', found: 'gone', mend: 'wait' },
];

describe('evergreen doctor, typed', () => {
  it('tells of all that nobody answers, in one document, with exit code 1', async () => {
    const { code, out, err } = await evergreen('doctor --json', { env: nowhere });
    const { ok, checks } = JSON.parse(out) as { ok: boolean; checks: CheckResult[] };
    assert.deepEqual({ code, ok }, { code: 1, ok: false });
    const wrong = checks.filter(({ level }) => level === 'wrong').map(({ id }) => id);
    assert.deepEqual(wrong, ['settings', 'temporal-reached', 'resend-key', 'api', 'public-url']);
    assert.ok(checks.every(({ level, found, mend }) => level === 'good' || (found && mend)));
    assert.match(
      err,
      /evergreen: mail could not go out, or not as it should: 5 things are wrong\n$/,
    );
    for (const name of ['ADMIN_TOKEN', 'CONTACT_KEY_SECRET', 'WEBHOOK_KEY'] as const) {
      assert.ok(!`${out}${err}`.includes(ownEnvironment[name]), name);
    }
  });

  it('says each thing in a line under its group, and a mend that several share once', () => {
    assert.deepEqual(sayResults(results, false).split('\n'), [
      'Notion',
      '  good     the first',
      '',
      'Resend',
      String.raw`  warning  the second: odd \u001b[2J`,
      '  wrong    the third: gone',
      '           wait',
      '',
      '1 good, 1 to look at, 1 wrong',
      '',
    ]);
  });

  it('has colours only where it is told that they are shown', () => {
    assert.ok(!sayResults(results, false).includes('\u001b'));
    assert.ok(sayResults(results, true).includes('\u001b[31mwrong  \u001b[0m'));
  });
});
