import { Hono } from 'hono';
import type { ApiDeps } from '../deps.js';
import { codec } from './codec.js';
import { contacts } from './contacts.js';
import { plan } from './plan.js';
import { runs } from './runs.js';
import { sendingSwitch } from './switch.js';
import { templates } from './templates.js';

/** What operators may ask; every route wants the admin token. */
export function operators(deps: ApiDeps): Hono {
  return new Hono()
    .route('/', contacts(deps))
    .route('/', runs(deps))
    .route('/', plan(deps))
    .route('/', templates(deps))
    .route('/', sendingSwitch(deps))
    .route('/', codec(deps));
}
