import assert from 'node:assert/strict';
import type { Resend } from 'resend';
import { mail, useResend } from './resend-account.js';

describe('An idempotency key at the Resend stand-in', () => {
  const account = useResend();
  let resend: Resend;
  before(() => {
    resend = account.client();
  });

  it('gives the first answer again for the same payload, whatever its key order', async () => {
    const first = await account.send({}, 'run/2');
    const { headers, tags, ...rest } = mail;
    const { data } = await resend.emails.send(
      { tags, headers, ...rest },
      { idempotencyKey: 'run/2' },
    );
    assert.deepEqual(data, first);
    assert.equal(account.standIn.ledger().length, 1);
  });

  it('refuses another payload', async () => {
    await account.send({}, 'run/2');
    assert.deepEqual(await account.send({ subject: 'Other' }, 'run/2'), {
      name: 'invalid_idempotent_request',
      statusCode: 409,
    });
  });

  it('does not remember a send that was refused', async () => {
    await account.send({ to: 'nobody' }, 'run/2');
    assert.ok('id' in (await account.send({}, 'run/2')));
  });

  it('is refused while its first send is under way', async () => {
    account.standIn.setFaults([{ kind: 'hang', times: 1 }]);
    const leaving = new AbortController();
    const options = { idempotencyKey: 'run/2', signal: leaving.signal };
    const first = resend.emails.send(mail, options);
    while (account.standIn.log().length === 0) await new Promise(setImmediate);
    assert.deepEqual(await account.send({}, 'run/2'), {
      name: 'concurrent_idempotent_requests',
      statusCode: 409,
    });
    leaving.abort();
    await first;
  });

  it('is forgotten after 24 hours', async () => {
    await account.send({}, 'run/2');
    account.clock.now = new Date('2026-11-03T09:59:59Z');
    await account.send({}, 'run/2');
    assert.equal(account.standIn.ledger().length, 1);
    account.clock.now = new Date('2026-11-03T10:00:00Z');
    await account.send({}, 'run/2');
    assert.equal(account.standIn.ledger().length, 2);
  });

  it('longer than 256 characters is refused', async () => {
    assert.ok('id' in (await account.send({}, 'k'.repeat(256))));
    assert.deepEqual(await account.send({}, 'k'.repeat(257)), {
      name: 'invalid_idempotency_key',
      statusCode: 400,
    });
  });
});
