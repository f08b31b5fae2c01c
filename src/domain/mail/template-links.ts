/** Which parts of a link a value lands in: decides how it is written there. */

/**
 * - `whole`: the value is the address itself
 * - `host`: it would decide whose page the link leads to
 * - `mailbox`: an address or a number behind `mailto:` or `tel:`
 * - `part`: of the path, the query or the fragment
 */
export type Landing = 'whole' | 'host' | 'mailbox' | 'part';

/** A link as it is put together: what the author wrote, and tags by what they do. */
export type LinkPiece =
  | { kind: 'written'; text: string }
  | { kind: 'value'; id: number }
  | { kind: 'opens' | 'turns' | 'closes'; name: string };

/** Where each value of a link lands, whichever branches of its conditions are taken. */
export function landingsIn(pieces: readonly LinkPiece[]): Map<number, Landing> {
  const landings = new Map<number, Landing>();
  const open: { entry: Landing; ends: Landing[]; hasElse: boolean }[] = [];
  let at: Landing = 'whole';
  for (const piece of pieces) {
    const last = open.at(-1);
    if (piece.kind === 'written') at = after(at, piece.text);
    else if (piece.kind === 'value') {
      landings.set(piece.id, at);
      if (at === 'whole') at = 'host';
    } else if (piece.kind === 'opens') {
      // What a loop repeats stands behind itself.
      if (piece.name === 'for' && at === 'whole') at = 'host';
      open.push({ entry: at, ends: [], hasElse: false });
    } else if (last) {
      last.ends.push(at);
      at = last.entry;
      if (piece.kind === 'turns') last.hasElse ||= piece.name === 'else';
      else {
        open.pop();
        at = join(last.hasElse ? last.ends : [...last.ends, last.entry]);
      }
    }
  }
  return landings;
}

/**
 * The values that are part of an address which is written out in text, where readers make a link of it:
 * `https://salon.example/?email={{ email }}`.
 */
export function partsInText(words: readonly LinkPiece[]): number[] {
  const [first] = words;
  if (first?.kind === 'written') {
    const found = /https?:\/\/.*$/is.exec(first.text);
    if (!found) return [];
    const landings = landingsIn([{ kind: 'written', text: found[0] }, ...words.slice(1)]);
    return [...landings].flatMap(([id, landing]) => (landing === 'part' ? [id] : []));
  }
  // The address may be a value itself; then only what follows a name in its query is sure to be part of it.
  return words.flatMap((piece, index) => {
    const before = words[index - 1];
    const isNamed = before?.kind === 'written' && /[?&][\w.~-]+=$/.test(before.text);
    return piece.kind === 'value' && isNamed ? [piece.id] : [];
  });
}

function after(at: Landing, text: string): Landing {
  if (at === 'part') return at;
  if (at === 'mailbox') return text.includes('?') ? 'part' : at;
  if (at === 'host') return /[/?#&=]/.test(text) ? 'part' : at;
  const start = text.trimStart();
  if (start === '') return at;
  const [scheme] = /^(mailto|tel|sms):/i.exec(start) ?? [];
  if (scheme) return after('mailbox', start.slice(scheme.length));
  return /^https?:\/\/[^/?#]+[/?#]/i.test(start) ? 'part' : 'host';
}

/** Where different branches lead to different parts, what follows may be any of them. */
function join(ends: readonly Landing[]): Landing {
  const [first = 'whole', ...others] = new Set(ends);
  return others.length === 0 ? first : 'host';
}
