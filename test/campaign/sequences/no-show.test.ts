import assert from 'node:assert/strict';
import fc from 'fast-check';
import { noShow } from '../../../src/campaign/sequences/no-show.js';
import { accepted } from '../../support/reading.js';

const now = new Date('2025-12-01T12:00:00Z');
const email = 'a@b.org';
const read = (body: unknown) => accepted(noShow.event, body, now);

describe('the event of a missed call', () => {
  const occasionOf = (body: object) => read({ email, ...body }).occasion;

  it('counts times from the acceptance, whatever the call was scheduled for', () => {
    const { base } = read({ email, event_id: 'x', scheduled_time: '2020-01-01' });
    assert.deepEqual(base, now);
  });

  it('takes a bare id for the last part of the URI, so that both name one call', () => {
    const byUri = occasionOf({ calendly_event_uri: 'https://api.example/scheduled_events/AB12' });
    assert.equal(occasionOf({ calendly_event_id: 'AB12' }), byUri);
    assert.equal(occasionOf({ event_id: 'AB12' }), byUri);
    assert.notEqual(occasionOf({ event_id: 'AB13' }), byUri);
    assert.match(byUri ?? '', /^[0-9a-f]{16}$/);
  });

  const uris = [
    'https://api.calendly.com/scheduled_events/AB12',
    'https://api.calendly.com/scheduled_events/AB12/',
    'https://api.calendly.com/scheduled_events/AB12?month=2025-12',
    'https://api.calendly.com/scheduled_events/AB12#top/of/page',
    'HTTPS://api.calendly.com/AB12',
    ' https://api.calendly.com/scheduled_events/AB12 ',
    'https://api.calendly.com/scheduled_events/ab12',
    'https://api.calendly.com/scheduled_events/AB12/invitees/CD34',
    'https://API.calendly.com/Scheduled_Events/ab12/Invitees/cd34/?x=/y#z',
    'api.calendly.com/scheduled_events/AB12',
    '/scheduled_events/AB12/invitees/CD34',
    'AB12',
    'ab12',
    'Ab12/',
    'AB12?month=2025-12',
    'AB12#top',
    ' AB12/?month=2025-12#top ',
  ];
  for (const uri of uris) {
    it(`knows the call AB12 by ${JSON.stringify(uri)}`, () => {
      assert.equal(occasionOf({ calendly_event_uri: uri }), occasionOf({ event_id: 'AB12' }));
    });
  }

  it('tells calls apart, whatever characters their ids hold', () => {
    const ids = ['a#1', 'a#2', 'a?1', 'a/1', 'b/1', '/', '?', 'AB12', 'https://x.org', '12'];
    const occasions = ids.map((id) => occasionOf({ event_id: id }));
    assert.equal(new Set(occasions).size, ids.length);
  });

  it('knows every call by its event, its invitee and its id alone, and takes none for another', () => {
    const follows = fc.constantFrom('', '/', '//', '?a=b', '/?a=/b/', '#top', '?a=b#c/d');
    const inAnyCase = (word: string) =>
      fc.constantFrom(word, word.toLowerCase(), word.toUpperCase());
    const addressOf = (id: string) =>
      fc.oneof(
        inAnyCase(id),
        inAnyCase(`https://api.calendly.com/scheduled_events/${id}`),
        fc
          .uuid()
          .chain((who) =>
            inAnyCase(`https://api.calendly.com/scheduled_events/${id}/invitees/${who}`),
          ),
      );
    const named = fc
      .uniqueArray(fc.uuid(), { minLength: 2, maxLength: 2 })
      .chain(([one = '', other = '']) =>
        fc.tuple(addressOf(one), addressOf(one), addressOf(other), follows, follows),
      );
    fc.assert(
      fc.property(named, ([one, again, other, follow, another]) => {
        const occasion = occasionOf({ event_id: one + follow });
        assert.equal(occasionOf({ calendly_event_uri: again + another }), occasion);
        assert.notEqual(occasionOf({ event_id: other + follow }), occasion);
      }),
    );
  });

  it('goes by the first of several names', () => {
    const both = { calendly_event_uri: 'https://x.org/AB12', event_id: 'other' };
    assert.equal(occasionOf(both), occasionOf({ event_id: 'AB12' }));
    const blank = { calendly_event_uri: '', calendly_event_id: null, event_id: 'AB12' };
    assert.equal(occasionOf(blank), occasionOf({ event_id: 'AB12' }));
  });
});
