import { Hono } from 'hono';
import type { ApiDeps } from '../deps.js';
import { limitStrangers, requireOperator } from '../http/auth.js';
import { limitBody } from '../http/body.js';
import { Problem } from '../http/problem.js';
import { readAsked } from './asked.js';
import { resubscribeContact, stopContact } from './control-contact.js';
import { faultsOfAddress, readContact, requireAddress } from './read-contact.js';

/** One person by their address: what is known, and their mail as a whole. */
export function contacts(deps: ApiDeps): Hono {
  const app = new Hono();
  const limit = limitStrangers(deps);
  app.get('/contacts/:email', async (c) => {
    requireOperator(c, deps);
    const address = c.req.param('email');
    const isAddress = faultsOfAddress(address).length === 0;
    const contact = isAddress ? await readContact(deps, requireAddress(address)) : undefined;
    if (!isAddress) throw new Problem(404, 'Nobody has this address: it is no email address.');
    if (!contact) throw new Problem(404, 'Nobody knows this address.');
    return c.json(contact);
  });
  // Both answer when it is durable.
  app.post('/contacts/:email/stop', limit, limitBody, async (c) => {
    const asked = await readAsked(deps, c);
    return c.json(await stopContact(deps, c.req.param('email'), asked), 202);
  });
  app.post('/contacts/:email/resubscribe', limit, limitBody, async (c) => {
    const asked = await readAsked(deps, c);
    return c.json(await resubscribeContact(deps, c.req.param('email'), asked), 202);
  });
  return app;
}
