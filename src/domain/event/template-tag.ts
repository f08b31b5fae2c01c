/** A value that a form tool should have filled in, and posted as its own tag instead. */

/** A tag is short; a longer text is somebody's. */
const longestTag = 200;

const tags = new RegExp(
  [
    '\\{\\{\\{[^{}]*\\}\\}\\}',
    '\\{\\{[^{}]*\\}\\}', // {{ contact.first_name }}
    '\\{%[^{}]*%\\}',
    '[$#%@]?\\{[$!=]?[\\w .-]*\\}', // {first_name}, ${first_name}
    '\\*\\|[^|]*\\|\\*', // *|FNAME|*
    '%{1,2}[\\w.:-]+%{1,2}', // %FIRSTNAME%
    '\\[\\[[^[\\]]*\\]\\]',
    '\\[(?:first|last|full|business)[ _-]?name\\]', // [First Name]
    '\\[[a-z]{1,20}_[a-z_]{1,40}\\]',
    '<%[^<>]*%>',
    '<<[^<>]*>>',
    '<[a-z]{1,20}_[a-z_]{1,40}>',
    '«[^«»]*»',
    '(?<sign>[#@~|-])\\k<sign>?[a-z]{1,20}_[a-z_]{1,40}\\k<sign>{1,2}', // -first_name-
    '&(?:#123|lcub|lbrace);[^{}]{0,100}&(?:#125|rcub|rbrace);',
  ].join('|'),
  'gi',
);

/** Whether a text is nothing but template tags, of any of the usual tools. */
export function isTemplateTag(text: string): boolean {
  if (text.length > longestTag) return false;
  const rest = text.replaceAll(tags, '');
  return rest.length < text.length && rest.trim() === '';
}
