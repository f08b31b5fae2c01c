import type { Promise12 } from '../judge/evidence.js';
import { assessed, type Witness } from './witnesses.js';

/** A mistake that somebody might make, and that the judge has to find. */
export interface Bug {
  name: string;
  /** What it breaks; others may break with it. */
  breaks: readonly Promise12[];
  edits: readonly Edit[];
  /** Whose story shows it. */
  shownBy: Witness;
}

/** In a file, a text that stands there once, and what stands there then. */
export interface Edit {
  file: string;
  search: string;
  replace: string;
}

/** One row of the lists of bugs. */
export const bug = (
  name: string,
  breaks: Promise12 | readonly Promise12[],
  edits: Edit | readonly Edit[],
  shownBy: Witness = assessed,
): Bug => ({
  name,
  breaks: typeof breaks === 'string' ? [breaks] : breaks,
  edits: 'file' in edits ? [edits] : edits,
  shownBy,
});
