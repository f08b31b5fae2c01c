import assert from 'node:assert/strict';
import { offersFor, toAsked } from '../../src/console/run-controls.js';
import type { RunEmailReply } from '../../src/runs/reply.js';

type State = RunEmailReply['state'];

describe('offersFor', () => {
  const table: [status: 'running' | 'paused' | 'ended', states: State[], offers: string][] = [
    ['running', ['sent', 'scheduled'], 'pause send-now skip-next reschedule stop'],
    ['paused', ['sent', 'scheduled'], 'resume send-now skip-next reschedule stop'],
    ['running', ['unknown', 'scheduled'], 'resolve pause send-now skip-next reschedule stop'],
    ['running', ['sent', 'sent'], 'stop'],
    ['ended', ['sent', 'sent'], ''],
    ['ended', ['sent', 'stopped'], 'restart'],
    ['ended', ['unknown', 'sent'], 'resolve'],
    ['ended', ['unknown', 'skipped'], 'resolve restart'],
    ['ended', ['sent', 'scheduled'], 'restart'],
  ];
  for (const [status, states, offers] of table) {
    it(`offers ${offers || 'nothing'} for a run that is ${status}: ${states.join(', ')}`, () => {
      const emails = states.map((state) => ({ sentBy: 'evergreen' as const, state }));
      assert.equal(offersFor({ status, emails }, true).join(' '), offers);
    });
  }

  it('offers no sending now while sending is switched off', () => {
    const emails = [{ sentBy: 'evergreen' as const, state: 'scheduled' as const }];
    assert.ok(!offersFor({ status: 'running', emails }, false).includes('send-now'));
  });

  it("offers no restart from the website's own email", () => {
    const emails = [{ sentBy: 'website' as const, state: 'failed' as const }];
    assert.deepEqual(offersFor({ status: 'ended', emails }, true), []);
  });
});

describe('toAsked', () => {
  const asked = (fields: Record<string, string>, zone = 'UTC') =>
    toAsked((name) => fields[name] ?? '', { by: 'Ann', zone });

  it('reads the time of a form as UTC, with seconds or without', () => {
    for (const [at, instant] of [
      ['2026-01-31T18:00', '2026-01-31T18:00:00Z'],
      ['2026-01-31T18:00:30', '2026-01-31T18:00:30Z'],
    ]) {
      const fields = { number: '3', at: at ?? '', reason: 'holiday' };
      assert.deepEqual(asked(fields), { by: 'Ann', reason: 'holiday', number: 3, at: instant });
    }
  });

  it('reads the time of a form on the clocks of its zone, in summer and in winter', () => {
    const read = (at: string) => Reflect.get(asked({ at }, 'Europe/Berlin'), 'at');
    assert.equal(read('2026-01-31T18:00'), '2026-01-31T17:00:00Z');
    assert.equal(read('2026-07-31T18:00'), '2026-07-31T16:00:00Z');
  });

  it('refuses an hour that the clocks of its zone leave out, or show twice', () => {
    for (const at of ['2026-03-29T02:30', '2026-10-25T02:30']) {
      assert.throws(() => asked({ at }, 'Europe/Berlin'), /Nothing was changed/);
      assert.ok(asked({ at }), 'UTC has it once');
    }
  });

  it('takes who asks from the session, whatever the form says', () => {
    assert.deepEqual(asked({ by: 'Eve', mode: 'shift' }), { by: 'Ann', mode: 'shift' });
  });
});
