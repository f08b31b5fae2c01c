import { assessment } from './assessment.js';

/** The register: every sequence that can run. */
export const sequences = { assessment } as const;
