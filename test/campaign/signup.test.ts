import assert from 'node:assert/strict';
import { signup } from '../../src/campaign/signup.js';
import { accepted } from '../support/reading.js';

const now = new Date('2025-12-01T12:00:00Z');
const email = 'a@b.org';
const read = (body: unknown) => accepted(signup.event, body, now);

describe('the event of a sign-up', () => {
  it('reads who it is, and where they came from', () => {
    const { contact, data } = read({ email, name: 'Ann', source: 'fair' });
    assert.deepEqual(contact, { email, firstName: 'Ann' });
    assert.deepEqual(data, { source: 'fair' });
  });

  it('needs an address alone, and takes nothing else for given', () => {
    const blank = { first_name: ' ', last_name: null, business_name: '', source: '' };
    assert.deepEqual(read({ email, ...blank, plan: 'x' }), {
      contact: { email },
      data: {},
      segment: null,
      base: now,
      warnings: [],
    });
  });
});
