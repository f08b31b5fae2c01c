import assert from 'node:assert/strict';
import { sandboxSecrets } from '../../src/config/known-secrets.js';
import { contactKey } from '../../src/domain/contact.js';
import { unsubscribeUrl } from '../../src/processes/activity-deps.js';
import type { Runs } from '../../src/runs/runs.js';
import { evergreen } from '../cli/evergreen.js';
import { foundIn } from '../support/canary.js';
import { allOfNotion, allOfTemporal } from '../support/kept.js';
import { operatorsSettings } from '../support/operators-settings.js';
import { inRealTime } from '../support/real-time.js';
import { eventually } from '../support/sandbox-process.js';

/** By default a server takes half a minute until it deletes what has just ended. */
const limits = {
  'history.transferProcessorUpdateAckInterval': '"1s"',
  'history.visibilityProcessorUpdateAckInterval': '"1s"',
};

/** Somebody who has unsubscribed, with one run that ended by it and one that goes on. */
const posted = { email: 'torn@salon.example', first_name: 'Tornado', red_systems: 2 };
const key = contactKey(sandboxSecrets.CONTACT_KEY_SECRET, posted.email);

/** A command that dies there does nothing more. */
async function die(): Promise<never> {
  throw new Error('killed');
}

/** What a command gets that dies at one of its steps, by when that is. */
function dying({ endAllOf, keepStop, deleteAll }: Runs): Record<string, Partial<Runs>> {
  return {
    'before anything ends': { endAllOf: die },
    'once all has ended': { endAllOf: (...asked) => endAllOf(...asked).then(die) },
    'before the stop is kept': { keepStop: die },
    'once the stop is kept': { keepStop: (...asked) => keepStop(...asked).then(die) },
    'before Temporal deletes anything': { deleteAll: die },
    'while Temporal deletes': {
      deleteAll: (held, onEach) => deleteAll(held.slice(0, 2), onEach).then(die),
    },
    'once Temporal has deleted all': { deleteAll: (...asked) => deleteAll(...asked).then(die) },
  };
}

describe('a person whose forgetting is killed on its way', () => {
  const story = inRealTime({ goesOn: true, limits });

  const forget = (runs: Runs) =>
    evergreen(['forget', posted.email, '--go'], {
      env: operatorsSettings(story.world),
      now: () => new Date(),
      withRuns: (work) => work(runs),
    });
  const accept = async (more: object, path?: string) => {
    const { id } = await story.world.accept({ ...posted, ...more }, path);
    await eventually('it has rows', async () => (await story.world.rows(id)).length > 0);
    return id;
  };

  it('stays suppressed, wherever that is, and is forgotten by running it again', async () => {
    const { world } = story;
    const id = await accept({});
    const { pathname } = new URL(unsubscribeUrl(world.config, posted.email));
    await world.app.request(pathname, { method: 'POST' });
    assert.equal((await world.result(id)).outcome, 'stopped:unsubscribed');
    await accept({ payment_confirmed: true }, '/webhooks/onboarding');
    for (const [when, parts] of Object.entries(dying(world.runs))) {
      const { code, err } = await forget({ ...world.runs, ...parts });
      assert.equal(code, 1, when);
      assert.match(err, /killed/, when);
      assert.deepEqual(await world.runs.stopsOf(key), ['unsubscribed'], when);
      const own = (await world.observer.contacts.all()).filter(
        ({ values }) => values.contactKey === key || values.email === posted.email,
      );
      assert.ok(
        own.some(({ values }) => values.emailStatus === 'Unsubscribed'),
        when,
      );
    }
    assert.equal((await forget(world.runs)).code, 0);
    const looked = { address: posted.email, name: posted.first_name };
    assert.deepEqual(foundIn(await allOfTemporal(world), looked), []);
    assert.deepEqual(foundIn(await allOfNotion(world), looked), []);
    const { id: again } = await world.accept(posted);
    assert.equal((await world.result(again)).outcome, 'suppressed');
  });
});
