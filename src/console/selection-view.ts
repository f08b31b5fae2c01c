import { html } from 'hono/html';
import { sequences } from '../campaign/sequences/index.js';
import { segments } from '../domain/event/segment.js';
import {
  type RunFilter,
  type RunState,
  runStates,
  type Selected,
  type SelectionControl,
  type SelectionPreview,
  type SelectionState,
  selectionControls,
} from '../runs/selection.js';
import { type Clock, sayInstant } from './clock.js';
import { renderFormToken } from './layout.js';
import { renderRunLine } from './list-view.js';
import type { NamedRun, NamedRuns } from './lists.js';
import { renderReason } from './run-controls.js';
import { toSearch } from './selection-form.js';
import type { Html } from './words.js';

export const controlWords: Record<SelectionControl, string> = {
  pause: 'Pause',
  resume: 'Resume',
  stop: 'Stop',
};

const stateWords: Record<RunState, string> = {
  any: 'all open ones',
  going: 'going on',
  paused: 'paused',
  attention: 'need attention',
};

/** Runs with check boxes, and what can be done to those that are checked, or to all. */
export function renderSelectable(
  page: NamedRuns,
  filter: RunFilter,
  { formToken, clock }: { formToken: string; clock: Clock },
): Html {
  const { runs, total, next } = page;
  if (runs.length === 0)
    return html`${renderFilter(filter)}<p class="card empty">No such run is open.</p>`;
  return html`${renderFilter(filter)}
<form method="post" action="/console/selections/preview">
  ${renderFormToken(formToken)}
  ${renderHidden({ ...filter })}
  <fieldset><legend>Runs: ${runs.length} of ${total} are shown</legend>
  <ul class="card rows">${runs.map(
    (
      run,
    ) => html`<li class="selectable"><label class="choice"><input type="checkbox" name="id" value="${run.id}">
    <span class="hidden">Choose ${run.person}, ${run.sequence}</span></label><div>${renderRunLine(run, clock)}</div></li>`,
  )}</ul></fieldset>
  ${next ? html`<p class="links"><a href="/console/runs?${toSearch(filter, { after: next })}">More</a></p>` : ''}
  <fieldset class="card"><legend>Which of them?</legend>
    <label class="choice"><input type="radio" name="scope" value="checked" checked> Those that are checked on this page</label>
    <label class="choice"><input type="radio" name="scope" value="all"> All ${total} that the filter finds</label>
    <p class="links">${selectionControls.map(
      (name) =>
        html`<button name="control" value="${name}" class="${name === 'stop' ? 'grave' : 'main'}">${controlWords[name]}…</button>`,
    )}</p>
    <p class="hint">You see first whom it would mean.</p>
  </fieldset>
</form>`;
}

function renderFilter({ sequence, segment, state = 'any' }: RunFilter): Html {
  const options = (names: readonly string[], chosen: string | undefined, every?: string) =>
    html`${every ? html`<option value="">${every}</option>` : ''}${names.map(
      (name) =>
        html`<option value="${name}"${name === chosen ? html` selected` : ''}>${stateWords[name as RunState] ?? name}</option>`,
    )}`;
  const names = sequences.map(({ name }) => name);
  return html`<form class="search" action="/console/runs">
  <label>Sequence <select name="sequence">${options(names, sequence, 'every sequence')}</select></label>
  <label>Segment <select name="segment">${options(segments, segment, 'every segment')}</select></label>
  <label>State <select name="state">${options(runStates, state)}</select></label>
  <button class="main">Show</button>
</form>`;
}

const wills: Record<SelectionControl, string> = {
  pause: 'No email of these runs goes out until they are resumed.',
  resume: 'These runs go on.',
  stop: 'These runs end now, and what is still to come will not be sent.',
};

/** Whom a control would mean, whom it leaves out and why; nothing is done yet. */
export function renderPreview(
  asked: Selected & { id: string },
  { count, leftOut, some }: Omit<SelectionPreview, 'some'> & { some: NamedRun[] },
  { formToken, clock }: { formToken: string; clock: Clock },
): Html {
  const { control, at, chosen } = asked;
  return html`<p><strong>${sayRuns(count)}</strong>, as of ${sayInstant(at, clock.zone)}. ${count > 0 ? wills[control] : ''}</p>
${leftOut.map((one) => html`<p class="said">${sayRuns(one.count)} left out: ${one.why}.</p>`)}
${count === 0 ? html`<p class="card empty">Nothing is to be done.</p>` : renderGo({ ...asked, formToken })}
${some.length > 0 ? html`<section><h2>Among them <span class="count">${some.length} of ${count}</span></h2><ul class="card rows">${some.map((run) => html`<li>${renderRunLine(run, clock)}</li>`)}</ul></section>` : ''}
<p class="links"><a href="/console/runs${'filter' in chosen ? `?${toSearch(chosen.filter)}` : ''}">Back to the list</a></p>`;
}

function renderGo(asked: Selected & { id: string; formToken: string }): Html {
  const { control, chosen, id, at, formToken } = asked;
  const of =
    'ids' in chosen ? { scope: 'checked', id: chosen.ids } : { scope: 'all', ...chosen.filter };
  return html`<form class="card control" method="post" action="/console/selections">
  ${renderFormToken(formToken)}
  ${renderHidden({ ...of, control, at, selection: id })}
  ${
    control === 'resume'
      ? html`<fieldset>
    <legend>What happens to the times?</legend>
    <label class="choice"><input type="radio" name="mode" value="shift" required> Shift: everything still to come moves by the length of each pause</label>
    <label class="choice"><input type="radio" name="mode" value="catch-up"> Catch up: planned times stay; what is late goes now, and what is too late is skipped</label>
  </fieldset>`
      : ''
  }
  ${renderReason()}
  <button class="${control === 'stop' ? 'grave' : 'main'}">${controlWords[control]} them</button>
</form>`;
}

/** How far it is; what each run did stands in its own history. */
export function renderResult(state: SelectionState, { zone }: Clock): Html {
  const { total, done, failed, isDone, startedAt } = state;
  return html`<p>Begun ${sayInstant(startedAt, zone)}.</p>
<dl class="card"><dt>Runs</dt><dd>${total}</dd><dt>Told</dt><dd>${done}</dd><dt>Not told</dt><dd>${failed}</dd></dl>
<p>${isDone ? 'Temporal has told all of them.' : html`Temporal is telling them, one after the other; it goes on without you. <a href="">Look how far it is now</a>`}
  ${failed > 0 ? 'Those that are not told had ended by then, or could not be reached: look at the list.' : ''}</p>
<p class="links"><a href="/console/runs">To the list</a></p>`;
}

function renderHidden(fields: Record<string, string | readonly string[] | undefined>): Html {
  const pairs = Object.entries(fields).flatMap(([name, value = []]) =>
    [value].flat().map((one) => [name, one] as const),
  );
  return html`${pairs.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}`;
}

function sayRuns(count: number): string {
  return count === 1 ? '1 run' : `${count} runs`;
}
