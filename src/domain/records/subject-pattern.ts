/** What a subject looks like once its tags are filled in; undefined where it is little but tags. */
export function subjectPattern(subject: string): RegExp | undefined {
  const parts = subject
    .split(/\{\{(?:(?!\{\{).)*?\}\}|\{%(?:(?!\{%).)*?%\}/s)
    .map((part) => part.trim());
  if (parts.join('').length < 8) return undefined;
  const escaped = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${escaped.join('.*')}$`, 's');
}
