import assert from 'node:assert/strict';
import { ContactPages } from '../../../src/activities/contacts/contact-pages.js';
import { MINUTE } from '../../../src/domain/duration.js';

describe('ContactPages of one process after another', () => {
  let before: ContactPages;
  beforeEach(() => {
    before = new ContactPages();
    before.made('a-key', 'a-page');
  });

  it('know what the one before has made, and nothing is unknown when it ended in order', () => {
    const pages = new ContactPages();
    pages.takeUp(before.recent(), true);
    assert.deepEqual([pages.idOf('a-key'), pages.blindForMs()], ['a-page', 0]);
  });

  it('may miss what it made last when it did not, until queries show it', () => {
    const pages = new ContactPages();
    pages.made('a-key', 'a later page');
    pages.takeUp(before.recent(), false);
    assert.equal(pages.idOf('a-key'), 'a later page');
    assert.ok(pages.blindForMs() > 0 && pages.blindForMs() <= MINUTE);
  });
});
