import { Problem } from '../api/http/problem.js';
import { sequenceOf } from '../campaign/sequences/index.js';
import { toSegment } from '../domain/event/segment.js';
import { isRunId } from '../runs/names.js';
import {
  type Chosen,
  type RunFilter,
  runStates,
  type SelectionControl,
  selectionControls,
} from '../runs/selection.js';
import type { Fields } from './form.js';

/** A filter as an address or a form holds it; what it does not know filters nothing. */
export function readFilter(field: Fields): RunFilter {
  const sequence = sequenceOf(field('sequence'))?.name;
  const segment = toSegment(field('segment')) ?? undefined;
  const state = runStates.find((name) => name === field('state'));
  return { ...(sequence && { sequence }), ...(segment && { segment }), ...(state && { state }) };
}

/** The same filter as an address holds it. */
export function toSearch(filter: RunFilter, more: Record<string, string> = {}): string {
  return new URLSearchParams(
    Object.entries({ ...filter, ...more }).filter(([, value]) => value !== undefined) as [
      string,
      string,
    ][],
  ).toString();
}

/**
 * Which runs a form means: those that are checked, or all that its filter finds.
 * @throws {Problem} 422 for none, and for what no page of ours has offered.
 */
export function readChosen(field: Fields, checked: readonly string[]): Chosen {
  if (field('scope') === 'all') return { filter: readFilter(field) };
  if (checked.length === 0) throw refuse('id', 'choose a run, or all of them');
  if (!checked.every((id) => isRunId(id) && /^[\w/.:@-]+$/.test(id))) {
    throw refuse('id', 'expected ids of runs');
  }
  return { ids: checked };
}

/** @throws {Problem} 422 */
export function readControl(field: Fields): SelectionControl {
  const control = selectionControls.find((name) => name === field('control'));
  if (control) return control;
  throw refuse('control', `expected one of ${selectionControls.join(', ')}`);
}

/** When its runs were chosen. @throws {Problem} 422 */
export function readAt(field: Fields): string {
  const at = new Date(field('at'));
  if (Number.isNaN(at.getTime())) throw refuse('at', 'expected an instant');
  return at.toISOString();
}

const selectionId = /^[0-9a-f-]{36}$/;

/** @throws {Problem} 404 */
export function requireSelectionId(id: string): string {
  if (selectionId.test(id)) return id;
  throw new Problem(404, 'Nobody has asked for this.');
}

function refuse(path: string, message: string): Problem {
  return new Problem(422, 'Nothing was changed.', { errors: [{ path, message }] });
}
