import assert from 'node:assert/strict';
import { contactKey } from '../../../src/domain/contact.js';
import { makeUnsubscribeToken } from '../../../src/domain/mail/unsubscribe-token.js';
import type { StopRequest } from '../../../src/domain/run/stop.js';
import { createRuns } from '../../../src/runs/runs.js';
import { loneApi, secretOfKeys } from '../../support/lone-api.js';
import { temporalSwitchedOn } from '../../support/switch-temporal.js';

const email = 'sarah@salon.example';
const token = makeUnsubscribeToken('another secret of thirty-two characters', email);

/** The API, and whom it was asked to stop mailing. */
function api() {
  const stops: StopRequest[] = [];
  const runs = createRuns({ client: temporalSwitchedOn(), now: () => new Date() });
  const stopPerson = async (request: StopRequest) => {
    stops.push(request);
    return 'stop';
  };
  return { app: loneApi({ runs: { ...runs, stopPerson } }), stops };
}

describe('the link in a marketing mail', () => {
  for (const method of ['GET', 'HEAD']) {
    it(`stops nothing by ${method}, as scanners of mail open it`, async () => {
      const { app, stops } = api();
      assert.equal((await app.request(`/unsubscribe/${token}`, { method })).status, 200);
      assert.deepEqual(stops, []);
    });
  }

  const bodies: [what: string, body: string | URLSearchParams | undefined][] = [
    ['no body', undefined],
    ['the form of a mail program', new URLSearchParams({ 'List-Unsubscribe': 'One-Click' })],
    ['text', 'anything'],
  ];
  for (const [what, body] of bodies) {
    it(`stops marketing by POST with ${what}, without a cookie or another page on the way`, async () => {
      const { app, stops } = api();
      const init = { method: 'POST', ...(body && { body }) };
      assert.equal((await app.request(`/unsubscribe/${token}`, init)).status, 200);
      const [stop, ...others] = stops;
      assert.deepEqual(others, []);
      assert.equal(stop?.stop, 'unsubscribed');
      assert.deepEqual([stop.email, stop.contactKey], [email, contactKey(secretOfKeys, email)]);
    });
  }

  it('stops nothing when it is none of ours', async () => {
    const { app, stops } = api();
    for (const other of ['x', `${token}A`, token.slice(1), token.toUpperCase()]) {
      const init = { method: 'POST' };
      assert.equal((await app.request(`/unsubscribe/${other}`, init)).status, 404);
    }
    assert.deepEqual(stops, []);
  });
});
