import type { Layout } from '../domain/mail/drawing.js';
import type { RenderedEmail, Template, TemplateFault } from '../domain/mail/template.js';
import type { Clock } from '../domain/mail/template-dates.js';
import type { Variables } from '../domain/mail/template-liquid.js';
import type { SequenceKind } from '../domain/plan/sequence.js';

/** What is asked of the thread in which copy is rendered. */
export type Job = { template: Template } & (
  | { kind: 'lint'; names: readonly string[]; layout: Layout }
  | {
      kind: 'render';
      layout: Layout;
      variables: Variables;
      sequenceKind: SequenceKind;
      clock: Clock;
    }
);

/** What it says: `failed` that something went wrong that nobody has foreseen. */
export type Answer =
  | { kind: 'linted'; faults: TemplateFault[] }
  | { kind: 'rendered'; email: RenderedEmail }
  | { kind: 'blocked'; reason: string }
  | { kind: 'failed' };

/** What it says once it can be asked. */
export const ready = 'ready';
