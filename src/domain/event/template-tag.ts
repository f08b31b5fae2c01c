/** A value that a form tool should have filled in, and posted as its own tag instead. */

/** A tag is short; a longer text is somebody's. */
const longestTag = 200;

const tags: readonly RegExp[] = [
  /^\{\{[^{}]*\}\}$/, // {{ contact.first_name }}
  /^\{\{\{[^{}]*\}\}\}$/,
  /^\{%[^{}]*%\}$/,
  /^\$?\{[\w .-]*\}$/, // {first_name}, ${first_name}
  /^\*\|[^|]*\|\*$/, // *|FNAME|*
  /^%{1,2}[\w.:-]+%{1,2}$/, // %FIRSTNAME%
  /^\[\[[^[\]]*\]\]$/,
  /^<%[^<>]*%>$/,
];

/** Whether a text is nothing but a template tag, of any of the usual tools. */
export function isTemplateTag(text: string): boolean {
  if (text.length > longestTag) return false;
  const trimmed = text.trim();
  return tags.some((tag) => tag.test(trimmed));
}
