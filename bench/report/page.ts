const begin = '<!-- bench:begin, written by "npm run bench -- --keep" -->';
const end = '<!-- bench:end -->';

/**
 * A page with what stands between its marks put anew.
 * @throws when it has no marks: what a person wrote is not written over.
 */
export function withGenerated(page: string, generated: string): string {
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from < 0 || to < from) throw new Error(`the page needs two lines: ${begin} and ${end}`);
  return `${page.slice(0, from + begin.length)}\n\n${generated.trim()}\n\n${page.slice(to)}`;
}
