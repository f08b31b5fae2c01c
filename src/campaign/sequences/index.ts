import { register } from '../define/register.js';
import { assessment } from './assessment.js';
import { noShow } from './no-show.js';
import { onboarding } from './onboarding.js';
import { postCall } from './post-call.js';

/** The register: every sequence that can run, in the order in which people read of them. */
export const sequences = register(assessment, noShow, postCall, onboarding);

export type SequenceName = (typeof sequences)[number]['name'];

/** A sequence by its name; undefined for a run's whose sequence is no more. */
export function sequenceOf(name: string) {
  return sequences.find((sequence) => sequence.name === name);
}

/** The template of every email there is. */
export const templateNames = sequences.flatMap(({ sequence }) =>
  sequence.emails.map(({ template }) => template),
);
