import { createHash } from 'node:crypto';
import { type Copy, toFiles } from '../campaign/copy/copy-files.js';
import type { FoundTemplate } from '../domain/copy-report.js';
import { rowOf, rowsOf } from './rows.js';

/** One template on both sides: in a file and in Notion. */
export interface BothSides {
  name: string;
  file: Copy | undefined;
  notion: FoundTemplate | undefined;
  /** Several Active rows: nobody knows which one counts. */
  isDoubled: boolean;
  /** The hash of what both were when they were the same last. */
  mark: string | undefined;
}

/** How the two sides stand to each other. */
export type Standing = 'nowhere' | 'only in Notion' | 'only in a file' | 'same' | 'differs';

export function bothSides(
  name: string,
  file: Copy | undefined,
  found: readonly FoundTemplate[],
  mark: string | undefined,
): BothSides {
  const active = rowsOf(name, found).filter(({ status }) => status === 'Active');
  return { name, file, notion: rowOf(name, found), isDoubled: active.length > 1, mark };
}

export function standingOf({ file, notion }: BothSides): Standing {
  if (!file) return notion ? 'only in Notion' : 'nowhere';
  if (!notion) return 'only in a file';
  return markOf(file) === markOf(notion) ? 'same' : 'differs';
}

/** Tells one copy from another. */
export function markOf(copy: Copy): string {
  return createHash('sha256')
    .update(JSON.stringify(toFiles(copy)))
    .digest('hex');
}

/** Why a template cannot be pulled; undefined where it can, or need not. */
export function whyNotPull(
  sides: BothSides,
  { isForced, takesPages }: { isForced: boolean; takesPages: boolean },
): string | undefined {
  const { file, notion, isDoubled, mark } = sides;
  if (isDoubled) return 'Notion has several Active rows of this name; set all but one to Inactive';
  if (!notion) return 'Notion has no row of this name';
  if (notion.pageFault !== undefined) return `its page cannot be mail: ${notion.pageFault}`;
  if (!notion.subject || !notion.html) return 'in Notion its subject or its body is empty';
  if (notion.isOnPage && !takesPages) {
    return 'its body is written on its page in Notion, and a file holds HTML only; --page-bodies takes the HTML that mail makes of it, without loss to the mail, but it is no page any more';
  }
  const isChanged = file && standingOf(sides) === 'differs' && markOf(file) !== mark;
  if (isChanged && !isForced) return 'the file has changes of its own; --force overwrites them';
  return undefined;
}

/** Why a template cannot be written over the one in Notion; undefined where it can. */
export function whyNotReplace(
  { notion, isDoubled, mark }: BothSides,
  { isForced }: { isForced: boolean },
): string | undefined {
  if (isDoubled) return 'Notion has several Active rows of this name; set all but one to Inactive';
  if (isForced || !notion) return undefined;
  if (notion.isOnPage) {
    return 'its body is written on its page in Notion, which HTML would hide; --force does so';
  }
  if (markOf(notion) === mark) return undefined;
  return mark === undefined
    ? 'it was never pulled, so nobody knows whether Notion has news; pull it first, or --force'
    : 'it was edited in Notion since it was pulled; pull it first, or --force';
}
