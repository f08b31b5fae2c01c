import { InvalidCampaign } from '../../domain/errors.js';
import type { Sequence } from '../../domain/plan/sequence.js';
import { templateNames } from '../copy/template-names.js';
import { assessment } from './assessment.js';
import { noShow } from './no-show.js';
import { onboarding } from './onboarding.js';
import { postCall } from './post-call.js';

/** The register: every sequence that can run. */
export const sequences = { assessment, noShow, postCall, onboarding } as const;

checkTemplates(Object.values(sequences), Object.keys(templateNames));

/** @throws {InvalidCampaign} when an email asks for a template that nobody has named. */
export function checkTemplates(register: readonly Sequence[], known: readonly string[]): void {
  for (const { name, emails } of register) {
    for (const { number, template } of emails) {
      if (known.includes(template)) continue;
      throw new InvalidCampaign(
        `sequence "${name}": email ${number} asks for the template "${template}"; known are ${known.join(', ')}`,
      );
    }
  }
}
