import assert from 'node:assert/strict';
import { sayViolation } from '../../proofs/judge/judge.js';
import type { Act, Script } from '../../proofs/torture/act.js';
import { torture } from '../../proofs/torture/torture.js';
import type { Fault } from '../../src/sandbox/standin/faults.js';

/** So long ago that of an assessment's emails only the last is in time; it goes at once. */
const ageMs = 13.5 * 60_000;

/** Real processes, of which the worst dies at the worst moment; the judge decides what became of it. */
describe('a worker is killed when Resend has taken an email and not said so', () => {
  const person = (name: string) => `${name}@salon.example`;
  const post = (name: string): Act => ({
    kind: 'post',
    event: 'assessment',
    body: { email: person(name), first_name: name, weakest_system_1: 'GPS', assessment_score: 38 },
    copies: 2,
    ageMs,
  });
  /** Each kind of request loses one answer after it was carried out. */
  const lost: Fault[] = ['POST /pages', 'PATCH /pages/:id', 'GET /pages/:id'].map((route) => ({
    kind: 'after',
    then: 'reset',
    route,
    times: 1,
  }));
  const what = 'loses one answer of each kind';
  const script: Script = {
    seed: 1,
    lastsMs: 8_000,
    steps: [
      { atMs: 0, act: { kind: 'fault', vendor: 'notion', what, faults: lost, forMs: 8_000 } },
      {
        atMs: 0,
        act: {
          kind: 'kill',
          victim: 'speaker',
          how: 'kill',
          point: 'resend POST /emails done',
          forMs: 0,
        },
      },
      { atMs: 10, act: post('Killed17') },
      { atMs: 6_000, act: post('Stopped18') },
      { atMs: 6_300, act: { kind: 'stop', name: 'unsubscribed', address: person('Stopped18') } },
      { atMs: 7_000, act: { kind: 'kill', victim: 'api', how: 'kill', forMs: 0 } },
      { atMs: 7_010, act: post('Late19') },
    ],
  };

  it('every promise is kept', async () => {
    const { evidence, violations, isDrained } = await torture({ script, program: '.', say() {} });
    assert.deepEqual(violations.map(sayViolation), []);
    assert.ok(isDrained, 'everybody has come to an end');
    const { requests, mails } = evidence;
    const killed = mails.find(({ to }) => to.includes(person('Killed17')));
    assert.ok(killed, 'their email is accepted');
    const asked = requests.filter(({ key }) => key === killed.key);
    assert.ok(asked.length >= 2, 'it was asked for again, as nobody knew');
    assert.equal(mails.filter(({ key }) => key === killed.key).length, 1);
  });
});
