import type { Promise12 } from '../judge/evidence.js';
import type { Trouble } from '../torture/act.js';

/** A mistake that somebody might make, and that the judge has to find. */
export interface Bug {
  name: string;
  /** What it breaks; others may break with it. */
  breaks: readonly Promise12[];
  edits: readonly Edit[];
  /** What has to happen so that it shows. */
  troubles: readonly Trouble[];
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
  troubles: readonly Trouble[] = [],
): Bug => ({
  name,
  breaks: typeof breaks === 'string' ? [breaks] : breaks,
  edits: 'file' in edits ? [edits] : edits,
  troubles,
});
