import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { Problem, toProblem } from '../api/http/problem.js';
import { judge } from '../api/operators/asked.js';
import { controlBodies } from '../api/operators/control-bodies.js';
import { isSelectionControl, type Selected, type SelectionControl } from '../runs/selection.js';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from './deps.js';
import { type Fields, readChecked, readForm } from './form.js';
import type { Said } from './layout.js';
import { withNames } from './lists.js';
import {
  readAt,
  readChosen,
  readControl,
  readFilter,
  requireSelectionId,
} from './selection-form.js';
import { controlWords, renderPreview, renderResult, renderSelectable } from './selection-view.js';
import { requireReason, sayProblem } from './words.js';

/** Several people at once: choose, look whom it would mean, do it, see how far it is. */
export function selectionPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const { api, people, show, formToken, clock } = deps;
  const app = new Hono<ConsoleEnv>();

  const showList = async (c: ConsoleContext, field: Fields, said?: SaidOf) => {
    const filter = readFilter(field);
    const page = await withNames(
      await api.runs.listFiltered(filter, field('after') || undefined),
      people,
    );
    const around = { formToken: formToken(c), clock: await clock(c) };
    return show(c, 'Runs', renderSelectable(page, filter, around), said);
  };
  const showPreview = async (
    c: ConsoleContext,
    asked: Selected & { id: string },
    said?: SaidOf,
  ) => {
    const { some, ...preview } = await api.runs.previewSelection(asked);
    const named = await withNames({ runs: some, total: preview.count }, people);
    const around = { formToken: formToken(c), clock: await clock(c) };
    const body = renderPreview(asked, { ...preview, some: named.runs }, around);
    return show(c, `${controlWords[asked.control]} several runs`, body, said);
  };

  app.get('/runs', (c) => showList(c, (name) => (c.req.query(name) ?? '').trim()));
  app.post('/selections/preview', async (c) => {
    const field = await readForm(c);
    try {
      const control = readControl(field);
      const chosen = readChosen(field, await readChecked(c, 'id'));
      const at = (await api.now()).toISOString();
      return await showPreview(c, { control, chosen, at, id: randomUUID() });
    } catch (error) {
      return showList(c, field, sayRefused(error));
    }
  });
  app.post('/selections', async (c) => {
    const field = await readForm(c);
    const id = requireSelectionId(field('selection'));
    const control = readControl(field);
    const chosen = readChosen(field, await readChecked(c, 'id'));
    const asked = { id, control, chosen, at: readAt(field) };
    try {
      requireReason(field('reason'));
      await api.runs.steerSelection({ ...asked, ...readWho(c, field, control) });
      return c.redirect(`/console/selections/${id}`, 303);
    } catch (error) {
      return showPreview(c, asked, sayRefused(error));
    }
  });
  app.get('/selections/:id', async (c) => {
    const state = await api.runs.readSelection(requireSelectionId(c.req.param('id')));
    if (!state) throw new Problem(404, 'Nobody has asked for this, or long ago.');
    const { control } = state;
    const title = isSelectionControl(control) ? controlWords[control] : 'Steer';
    return show(c, `${title} several runs`, renderResult(state, await clock(c)));
  });
  return app;
}

type SaidOf = Said & { status?: Problem['status'] };

/** Who asks and why, judged as for one run. @throws {Problem} 422 */
function readWho(c: ConsoleContext, field: Fields, control: SelectionControl) {
  const who = { by: c.get('session').by, reason: field('reason') };
  if (control !== 'resume') return { ...judge(controlBodies.stop, who), mode: 'shift' as const };
  return judge(controlBodies.resume, { ...who, mode: field('mode') });
}

function sayRefused(error: unknown): SaidOf {
  const problem = toProblem(error);
  if (!problem) throw error;
  return { problem: sayProblem(problem), status: problem.status };
}
