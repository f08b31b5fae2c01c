import { BlockedTemplate, CostlyTemplate } from '../errors.js';
import type { Layout } from './drawing.js';
import { partsOf, renderEmail, type Template, type TemplateFault } from './template.js';
import type { Clock } from './template-dates.js';
import { renderLiquid, type Variables } from './template-liquid.js';

const clock: Clock = { now: new Date(0), zone: 'UTC' };

/**
 * Renders a template as if for somebody of whom everything is known, to see whether it takes too much: then
 * it does for all, and need not be tried for each of them. What else holds such an email may be theirs alone.
 * @param names what variables are called.
 */
export function tryTemplate(
  template: Template,
  layout: Layout,
  names: ReadonlySet<string>,
): TemplateFault[] {
  const variables = samplesOf(names);
  for (const { part, source, as } of partsOf(template)) {
    const says = faultOf(part, () => renderLiquid(part, source, variables, as, clock));
    if (says !== undefined) return [{ part, rule: 'effort', says }];
  }
  // How long it takes to draw is for the thread to say, which is ended then.
  faultOf('', () => renderEmail(template, layout, variables, 'transactional', clock));
  return [];
}

function faultOf(part: string, render: () => unknown): string | undefined {
  try {
    render();
  } catch (error) {
    if (error instanceof CostlyTemplate) return error.message.slice(`${part}: `.length);
    if (!(error instanceof BlockedTemplate)) throw error;
  }
  return undefined;
}

/** As far as a variable's name tells what it holds. */
function samplesOf(names: ReadonlySet<string>): Variables {
  return Object.fromEntries(
    Array.from(names, (name) => [
      name,
      /_(?:url|link)$/.test(name) ? 'https://example.org/' : '12',
    ]),
  );
}
