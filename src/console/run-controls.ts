import { html } from 'hono/html';
import { Problem } from '../api/http/problem.js';
import type { RunEmailReply, RunReply } from '../runs/reply.js';
import type { RunControl } from '../runs/steer.js';
import { readTimeField, sayInstant, toTimeField } from './clock.js';
import type { Fields } from './form.js';
import { renderFormToken } from './layout.js';
import { type Html, sayCount } from './words.js';

/** A control as the console offers it. */
interface Offer {
  label: string;
  /** On the button, where the label would be too long. */
  button?: string;
  /** What will happen, in words. */
  will: Html;
  /** What is asked beside the reason. */
  fields?: Html;
  isGrave?: true;
}

const doneWords: Record<RunControl, string> = {
  pause: 'The run is paused.',
  resume: 'The run goes on.',
  'skip-next': 'The email is skipped.',
  'send-now': 'The email is on its way.',
  reschedule: 'The email has a new time.',
  resolve: 'The email is resolved.',
  restart: 'The run is taken up again.',
  stop: 'The run is stopped.',
};

/** What was done, said after it. A stop is taken before it is carried out. */
export function sayDone(
  control = '',
  { status, asOf, message }: Pick<RunReply, 'status' | 'asOf' | 'message'>,
): string | undefined {
  if (!isControl(control)) return undefined;
  if (control !== 'stop' || status === 'ended') return doneWords[control];
  return asOf === 'plan' ? message : 'The run is told to stop; it ends in a moment.';
}

function isControl(name: string): name is RunControl {
  return Object.hasOwn(doneWords, name);
}

/** What the controls are shown with. */
interface Panel {
  isSending: boolean;
  formToken: string;
  /** Of the operator's times. */
  zone: string;
}

type Fate = Pick<RunEmailReply, 'sentBy' | 'state'>;

const scheduled = ({ state }: Fate) => state === 'scheduled';
const unknown = ({ state }: Fate) => state === 'unknown';
/** Of an ended run; one that was terminated leaves emails scheduled. */
const restartable = ({ sentBy, state }: Fate) =>
  sentBy === 'evergreen' && state !== 'sent' && state !== 'unknown';

/** Exactly the controls that make sense for a run as it is now. */
export function offersFor(
  run: Pick<RunReply, 'status' | 'asOf'> & { emails: Fate[] },
  isSending: boolean,
): RunControl[] {
  const { status, asOf, emails } = run;
  const isOpen = status !== 'ended';
  const hasNext = isOpen && emails.some(scheduled);
  const makesSense: Record<RunControl, boolean> = {
    // Of a mere plan, unknown says no more than that no worker has answered.
    resolve: asOf !== 'plan' && emails.some(unknown),
    resume: status === 'paused',
    pause: status === 'running' && hasNext,
    'send-now': hasNext && isSending,
    'skip-next': hasNext,
    reschedule: hasNext,
    stop: isOpen,
    restart: !isOpen && emails.some(restartable),
  };
  const names = Object.keys(makesSense) as RunControl[];
  return names.filter((name) => makesSense[name]);
}

/** The controls as forms, each folded up until it is wanted. */
export function renderControls(run: RunReply, on: Panel): Html {
  const names = offersFor(run, on.isSending);
  if (names.length === 0) return html`<p class="card empty">Nothing is left to control.</p>`;
  return html`${names.map((name) => renderControl(run, name, on))}`;
}

function renderControl(run: RunReply, name: RunControl, { formToken, zone }: Panel): Html {
  const { label, button = label, will, fields = '', isGrave } = describe[name](run, zone);
  const action = `/console/runs/${encodeURIComponent(run.id)}/${name}`;
  return html`<details class="card control" name="control">
  <summary>${label}</summary>
  <form id="${name}" method="post" action="${action}">
    ${renderFormToken(formToken)}
    <p>${will}</p>
    ${fields}
    ${renderReason()}
    <button class="${isGrave ? 'grave' : 'main'}">${button}</button>
  </form>
</details>`;
}

export function renderReason(): Html {
  return html`<label>Reason <input name="reason" required maxlength="200" autocomplete="off"></label>`;
}

const describe: Record<RunControl, (run: RunReply, zone: string) => Offer> = {
  pause: () => ({
    label: 'Pause',
    will: html`No email goes out until you resume. Then you choose whether the rest moves by the length of the pause.`,
  }),
  resume: () => ({
    label: 'Resume',
    will: html`The run goes on.`,
    fields: html`<fieldset>
  <legend>What happens to the times?</legend>
  <label class="choice"><input type="radio" name="mode" value="shift" required> Shift: everything still to come moves by the length of the pause</label>
  <label class="choice"><input type="radio" name="mode" value="catch-up"> Catch up: planned times stay; what is late goes now, and what is too late is skipped</label>
</fieldset>`,
  }),
  'skip-next': ({ emails }) => ({
    label: 'Skip the next email',
    will: html`${sayNext(emails)} will never be sent. The emails after it keep their times.`,
    fields: renderNext(emails),
    isGrave: true,
  }),
  'send-now': ({ emails, status }) => ({
    label: 'Send the next email now',
    will: html`${sayNext(emails)} goes out at once, whatever its time.${status === 'paused' ? ' The run stays paused.' : ''}`,
    fields: renderNext(emails),
  }),
  reschedule: ({ emails }, zone) => ({
    label: 'Move an email',
    button: 'Move it',
    will: html`The email gets a new time. Those after it keep theirs, but for the gap between two emails.`,
    fields: html`<label>Email <select name="number">${emails.filter(scheduled).map(renderOption(zone))}</select></label>
<label>New time, in ${zone} <input name="at" type="datetime-local" required value="${toTimeField(emails.find(scheduled)?.dueAt ?? new Date(0).toISOString(), zone)}"></label>`,
  }),
  resolve: ({ emails }, zone) => ({
    label: 'Resolve an email that may have been sent',
    button: 'Resolve',
    will: emails.filter(unknown).every(({ sentBy }) => sentBy === 'website')
      ? html`The website sends this email itself, and has not said whether it went. Ask there first.`
      : html`Nobody knows whether it was accepted. Look for it in Resend first.`,
    fields: html`<label>Email <select name="number">${emails.filter(unknown).map(renderOption(zone))}</select></label>
<fieldset>
  <legend>What did you find?</legend>
  <label class="choice"><input type="radio" name="as" value="sent" required> It was sent: mark it as sent</label>
  ${emails.filter(unknown).some(({ sentBy }) => sentBy === 'evergreen') ? html`<label class="choice"><input type="radio" name="as" value="send-again"> It was not sent: send it again now. If it was sent after all, the person gets it twice</label>` : ''}
</fieldset>`,
  }),
  restart: ({ emails }, zone) => ({
    label: 'Restart',
    will: html`The run is taken up from one email on, at the times first planned. What is too late by now is skipped.`,
    fields: html`<label>From <select name="from">${emails.filter(restartable).map(renderOption(zone))}</select></label>`,
  }),
  stop: ({ emails }) => ({
    label: 'Stop this run',
    will: html`The run ends now, and ${sayCount(emails.filter(scheduled).length)} still to come will not be sent.`,
    isGrave: true,
  }),
};

function renderOption(zone: string): (email: RunEmailReply) => Html {
  return ({ number, template, dueAt, state }) => {
    const told = state === 'scheduled' ? `due ${sayInstant(dueAt, zone)}` : state;
    return html`<option value="${number}">#${number} ${template}, ${told}</option>`;
  };
}

/** Which email the page speaks of: by the time that it is posted, another may be the next. */
function renderNext(emails: RunEmailReply[]): Html {
  const { number } = emails.find(scheduled) ?? {};
  return html`<input type="hidden" name="number" value="${number}">`;
}

const isOfNext = (control: RunControl) => control === 'skip-next' || control === 'send-now';

/**
 * What is done to the next email is done to the one that the page has named.
 * @throws {Problem} 422
 */
export function requireNumber(control: RunControl, field: Fields): void {
  if (!isOfNext(control) || field('number')) return;
  throw new Problem(422, 'Nothing was changed: load the page anew.', {
    errors: [{ path: 'number', message: 'is required' }],
  });
}

function sayNext(emails: RunEmailReply[]): string {
  const next = emails.find(scheduled);
  return next ? `#${next.number} (${next.template})` : 'The next email';
}

/** A posted form as the control's body; who asks is known from the session. */
export function toAsked(field: Fields, { by, zone }: { by: string; zone: string }): object {
  const number = (name: string) => (field(name) ? { [name]: Number(field(name)) } : {});
  const given = (name: string) => (field(name) ? { [name]: field(name) } : {});
  const at = field('at');
  return {
    by,
    ...given('reason'),
    ...given('mode'),
    ...given('as'),
    ...number('number'),
    ...number('from'),
    // The browser's field knows no zone; its label says which it is.
    ...(at && { at: readTimeField(at, zone) }),
  };
}
