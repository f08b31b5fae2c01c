import { Hono } from 'hono';
import { html } from 'hono/html';
import { Problem, toProblem } from '../api/http/problem.js';
import {
  isSuppressing,
  resubscribeContact,
  stopContact,
} from '../api/operators/control-contact.js';
import type { ContactReply } from '../api/operators/read-contact.js';
import { emailStatusOf, isWorse, worstOf } from '../campaign/stops.js';
import { lastingCauses, stopId } from '../domain/run/stop.js';
import type { RunReply } from '../runs/reply.js';
import { type Clock, zoneOf } from './clock.js';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from './deps.js';
import { readForm } from './form.js';
import { renderFormToken, type Said } from './layout.js';
import { readPerson } from './read-person.js';
import { renderReason, toAsked } from './run-controls.js';
import { renderState, renderTimeline, runPath } from './run-view.js';
import { type Html, renderTime, requireReason, sayProblem } from './words.js';

const controls = {
  stop: { apply: stopContact, done: 'Every open run of this person is being stopped.' },
  resubscribe: {
    apply: resubscribeContact,
    done: 'This person will get marketing mail again in a moment.',
  },
};

type ContactControl = keyof typeof controls;

/** One person: what Notion says of them, all their runs, what stopped them. */
export function contactPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const { api, people, show, formToken } = deps;
  const app = new Hono<ConsoleEnv>();

  const showContact = async (
    c: ConsoleContext,
    key: string,
    said?: Said & { status?: Problem['status'] },
  ): Promise<Response> => {
    const { email, name, found } = await readPerson(deps, key);
    const clock = await deps.clock(c);
    const { contact, runs, warnings, links } = found;
    const unknown = 'Nobody can tell the address of this key: search by address for more.';
    const body = html`<p class="links"><a href="/console/contacts/${key}/timeline">Timeline</a> <a href="${links.temporal}">Temporal</a>
  ${links.notion ? html`<a href="${links.notion}">Notion</a>` : html`<span class="faint">Not found in Notion</span>`}</p>
${[...warnings, ...(email ? [] : [unknown])].map((text) => html`<p class="said problem">${text}</p>`)}
<div class="columns">
<section><h2>Contact</h2>${renderFields(contact)}</section>
<section><h2>Controls</h2>${email ? renderControls(key, found, formToken(c)) : ''}</section>
</div>
<section><h2>Runs <span class="count">${runs.length}</span></h2>
${runs.length === 0 ? html`<p class="card empty">No run that Temporal remembers.</p>` : ''}
${runs.map((run) => renderRun(run, clock))}</section>
<section><h2>Stops</h2>${renderStops(found, clock)}</section>`;
    return show(c, name, body, said);
  };

  app.get('/contacts/:key', (c) => {
    const done = c.req.query('done') ?? '';
    const said = isControl(done) ? { done: controls[done].done } : {};
    return showContact(c, c.req.param('key'), said);
  });
  for (const control of Object.keys(controls) as ContactControl[]) {
    app.post(`/contacts/:key/${control}`, async (c) => {
      const key = c.req.param('key');
      const field = await readForm(c);
      try {
        requireReason(field('reason'));
        const email = await people.addressOf(key);
        if (!email) throw new Problem(409, 'Nothing was changed: search by address first.');
        await controls[control].apply(
          api,
          email,
          toAsked(field, { by: c.get('session').by, zone: zoneOf(c, api) }),
        );
        return c.redirect(`/console/contacts/${key}?done=${control}`, 303);
      } catch (error) {
        const problem = toProblem(error);
        if (!problem) throw error;
        return showContact(c, key, { problem: sayProblem(problem), status: problem.status });
      }
    });
  }
  return app;
}

function isControl(name: string): name is ContactControl {
  return Object.hasOwn(controls, name);
}

const fieldNames: Record<string, string> = {
  email: 'Email',
  firstName: 'First name',
  businessName: 'Business',
  emailStatus: 'Email status',
  bookingStatus: 'Booking status',
  campaignStatus: 'Campaign status',
  segment: 'Segment',
};

function renderFields(contact: ContactReply['contact']): Html {
  const known = Object.entries(fieldNames).filter(([name]) => asText(contact[name]));
  if (known.length === 0) return html`<p class="card empty">Nothing is known.</p>`;
  return html`<dl class="card">${known.map(
    ([name, label]) => html`<dt>${label}</dt><dd>${asText(contact[name])}</dd>`,
  )}</dl>`;
}

function renderControls(
  key: string,
  { contact, runs, stops }: ContactReply,
  formToken: string,
): Html {
  const open = runs.filter(({ status }) => status !== 'ended').length;
  const holding = lastingCauses.filter((stop) => {
    const id = stopId({ stop, contactKey: key });
    return stops.some((one) => one.id === id && one.status === 'running');
  });
  const emailStatus = worstOf([asText(contact['emailStatus']) ?? null, emailStatusOf(holding)]);
  const form = (name: ContactControl, label: string, will: Html) => html`
<details class="card control" name="control">
  <summary>${label}</summary>
  <form id="${name}" method="post" action="/console/contacts/${key}/${name}">
    ${renderFormToken(formToken)}
    <p>${will}</p>
    ${renderReason()}
    <button class="${name === 'stop' ? 'grave' : 'main'}">${label}</button>
  </form>
</details>`;
  const stop = html`All open runs of this person end now (${open}), onboarding too. Runs that start later are not stopped: for that, set their Email Status in Notion.`;
  const list = isWorse(emailStatus, 'Unsubscribed')
    ? ' Resend may keep the address on its own suppression list: take it off there too.'
    : '';
  const resubscribe = html`They are ${emailStatus} now, and will be Subscribed. Runs that this has ended stay ended: restart them one by one. Do this only when the person asks for it.${list}`;
  if (open === 0 && !isSuppressing(emailStatus)) {
    return html`<p class="card empty">Nothing is left to control.</p>`;
  }
  return html`${open > 0 ? form('stop', 'Stop this person', stop) : ''}
${isSuppressing(emailStatus) ? form('resubscribe', 'Resubscribe', resubscribe) : ''}`;
}

function renderRun(run: RunReply, clock: Clock): Html {
  return html`<article>
  <h3><a href="${runPath(run.id)}">${run.sequence}</a></h3>
  ${renderState(run)}
  ${run.needsAttention ? html`<p class="said problem">Needs attention: ${run.needsAttention}</p>` : ''}
  ${renderTimeline(run, clock)}
</article>`;
}

function renderStops({ stops }: ContactReply, clock: Clock): Html {
  if (stops.length === 0)
    return html`<p class="card empty">Nothing has stopped all mail of this person.</p>`;
  return html`<ol class="card rows">${stops.map(
    ({ id, at, status }) => html`<li><span class="what">${nameOfStop(id)}</span>
  <p class="faint">${renderTime(at, clock)}${status === 'running' ? sayOpen(id) : ''}</p></li>`,
  )}</ol>`;
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Some stops hold until they are taken back, the others end when they are carried out. */
function sayOpen(id: string): string {
  return lastingCauses.some((cause) => cause === nameOfStop(id))
    ? ', holds'
    : ', being carried out';
}

/** The cause of a stop, `stop/<key>/<cause>`; or what took one back, `resubscribe/<key>`. */
function nameOfStop(id: string): string {
  const [what = '', , cause] = id.split('/');
  return cause ?? what;
}
