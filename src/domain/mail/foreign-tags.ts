/** Tags as other mail programs write them, mended where it is certain which variable was meant. */

/** What is no copy, or must stay as it is: tags of ours, styles, notes to oneself. */
export const kept = new RegExp(
  [
    '\\{%-?\\s*raw\\s*-?%\\}(?:(?!\\{%-?\\s*raw)[\\s\\S])*?\\{%-?\\s*endraw\\s*-?%\\}',
    '\\{%-?\\s*comment\\s*-?%\\}(?:(?!\\{%-?\\s*comment)[\\s\\S])*?\\{%-?\\s*endcomment\\s*-?%\\}',
    '\\{\\{(?:(?!\\{\\{)[\\s\\S])*?\\}\\}',
    '\\{%(?:(?!\\{%)[\\s\\S])*?%\\}',
    '<style\\b(?:(?!<style\\b)[\\s\\S])*?</style',
    '<script\\b(?:(?!<script\\b)[\\s\\S])*?</script',
    // What stands in a condition is shown to some.
    '<!--(?!\\[if)(?:(?!<!--)[\\s\\S])*?-->',
  ].join('|'),
  'gi',
);

/** Other programs' own words for a variable. Those not here are called alike, but for case and signs. */
const otherNames: Record<string, string> = {
  fname: 'first_name',
  unsub: 'unsubscribe_url',
  unsubscribe: 'unsubscribe_url',
  unsubscribelink: 'unsubscribe_url',
  listaddressline: 'sender_address',
  listcompany: 'sender_name',
};

/** What Mailchimp fills in for everybody, and what stands there instead. */
const ofMailchimp: [RegExp, string][] = [
  [/\*\|MC:SUBJECT\|\*|\*\|MC_PREVIEW_TEXT\|\*/g, ''],
  [/\*\|CURRENT_YEAR\|\*/g, '{{ "now" | date: "%Y" }}'],
];

const element = '<\\/?[a-z][^<>{}]*>';
const name = '(?<said>[A-Za-z][\\w.-]{0,60})';
const phrase = '(?<said>[A-Za-z][\\w. ]{0,40}?)';
/** A name that nobody writes for its own sake. */
const unusual = '(?<said>[A-Za-z]{2,20}_[A-Za-z_]{2,40}|FNAME|(?:FIRST|[Ff]irst)(?:NAME|[Nn]ame))';
export const signs = '#@~^!|$-';
export const blank = '(?:\\s|&nbsp;|&#160;|&#xa0;)';
export const less = '(?:<|&lt;|&#60;|&#[xX]3[cC];)';
export const more = '(?:>|&gt;|&#62;|&#[xX]3[eE];)';

/** How other programs write a variable; `said` is what they call it. */
const manners: RegExp[] = [
  // { { first_name } }, [{first_name}]
  new RegExp(`\\{${blank}+\\{\\s*${name}\\s*\\}${blank}+\\}(?!\\})`, 'g'),
  // {first_name}, ${first_name}, %{first_name}, {$first_name}, {!Contact.FirstName}, {First Name}, {first_name | upcase}
  new RegExp(
    `[$#%@]?(?<!\\{)\\{(?![{%])\\s*[$!=]?(?<said>(?:${element})*[a-z](?:[\\w. -]|${element}){0,60}?)\\s*(?<filters>\\|[^{}<>]{1,200})?(?<ends>(?:${element})*)\\}(?!\\})`,
    'gi',
  ),
  // *|FNAME|*
  new RegExp(`\\*(?:\\||%7C)\\s*(?<said>[A-Za-z][\\w.:-]{0,60})\\s*(?:\\||%7C)\\*`, 'gi'),
  // [%first_name%]
  new RegExp(`\\[%\\s*${name}\\s*%\\]`, 'g'),
  // %FIRSTNAME%, %%first_name%%, %recipient.first_name%
  new RegExp(`%{1,2}${name}%{1,2}`, 'g'),
  // [[first_name]]
  new RegExp(`\\[\\[\\s*${phrase}\\s*\\]\\]`, 'g'),
  // <<First Name>>, <first_name>, <%= first_name %>, <?= $first_name ?>
  new RegExp(`${less}${less}\\s*${phrase}\\s*${more}${more}`, 'gi'),
  new RegExp(`${less}(?<said>[a-z]{2,20}_[a-z_]{2,40})/?${more}`, 'gi'),
  new RegExp(`${less}%[=-]?\\s*@?${name}\\s*-?%${more}`, 'gi'),
  new RegExp(`${less}\\?(?:=|php\\s+echo)\\s*\\$?${name}\\s*(?:;\\s*)?\\?${more}`, 'gi'),
  // «First_Name», as Word writes them
  new RegExp(`(?:«|&laquo;|&#171;)\\s*${unusual}\\s*(?:»|&raquo;|&#187;)`, 'g'),
  // ((first_name))
  new RegExp(`\\(\\(\\s*${unusual}\\s*\\)\\)`, 'g'),
  // -first_name-, #first_name#, @@first_name@@, |FNAME|
  new RegExp(
    `(?<![\\w${signs}])(?<sign>[${signs}])\\k<sign>?${unusual}\\k<sign>{1,2}(?![\\w${signs}])`,
    'g',
  ),
  // __first_name__, $first_name, @first_name, :first_name
  new RegExp(`(?<!\\w)__${unusual}__(?!\\w)`, 'g'),
  /(?<![\w/$@:])[$@:](?<said>[a-z]{2,20}_[a-z_]{2,40}|[A-Z]{2,20}_[A-Z_]{2,40})(?!\w)/g,
  // &lt;First Name&gt;
  new RegExp(`${less}\\s*(?<said>(?:first|business)[ _-]?name)\\s*${more}`, 'gi'),
  // %7Bfirst_name%7D
  /%7B(?<said>[A-Za-z]\w{0,60})%7D/gi,
  // [First Name]: of words in brackets only those that nobody writes for their own sake
  /\[\s*(?<said>first[ _-]?name|business[ _-]?name|fname|[a-z]{2,20}_[a-z_]{2,40})\s*\]/gi,
];
/** {{{FIRST_NAME|there}}} */
const triple =
  /\{\{\{\s*(?<said>[A-Za-z][\w.]{0,60})\s*(?:\|(?<fallback>[^{}|:"'<>]{0,80}))?\}\}\}/g;

/** Copy in which the tags of other programs that mean one of `names` are ours. */
export function mendForeignTags(source: string, names: ReadonlySet<string>): string {
  if (names.size === 0) return source;
  const byWord = wordsOf(names);
  const own = new Set([...source.matchAll(ofAuthor)].map(([, said]) => said));
  const mend = (found: string, ...rest: unknown[]) => {
    const { said = '', fallback, filters = '', ends = '' } = rest.at(-1) as Record<string, string>;
    const meant = byWord.get(toWord(said.replaceAll(/<[^<>]*>/g, '')));
    if (meant === undefined) return found;
    const elements = `${said}${ends}`.match(/<[^<>]*>/g) ?? [];
    const instead = fallback?.trim();
    const otherwise = instead ? `| default: "${instead}" ` : filters && `${filters.trim()} `;
    return `${elements.join('')}{{ ${meant} ${otherwise}}}`;
  };
  const plain = ofMailchimp.reduce((text, [tag, instead]) => text.replaceAll(tag, instead), source);
  return outside(plain.replaceAll(triple, mend), (text) =>
    manners.reduce((mended, manner) => mended.replaceAll(manner, mend), text),
  )
    .replaceAll(ofContact, (found, opening: string, said: string) => {
      const meant = byWord.get(toWord(said));
      return meant === undefined ? found : `${opening}${meant}`;
    })
    .replaceAll(ofSpelling, (found, opening: string, said: string, end: string) => {
      const meant = names.has(said) ? said : byWord.get(toWord(said));
      return meant === undefined || own.has(said) ? found : `${opening}${meant}${end}`;
    })
    .replaceAll(calledDefault, ': $1');
}

/** {{ FIRST_NAME }}, {{ First Name }}, {{ first-name }}, {{ "first_name" }} */
const ofSpelling =
  /(\{\{-?\s{0,9})["']?([A-Za-z][\w-]{0,60}(?: [A-Za-z]{1,40})?)["']?(\s{0,9}(?:\||-?\}\}))/g;

/** What the author names themselves, such as `first_name` in {% assign first_name = "you" %}. */
const ofAuthor = /\b(?:assign|capture|for)\s+([A-Za-z][\w-]{0,60})/g;

/** {{ contact.first_name }}: there is but one person whom a mail could mean. */
const ofContact =
  /(\{\{-?\s*)(?:contact|customer|data|fields|lead|member|params|person|profile|properties|recipient|subscriber|user|vars)\.([\w.]{1,60})/gi;
/** {{ first_name|default("you") }} */
const calledDefault =
  /(?<=\{\{[^{}]{0,80}\|\s{0,4}default)\(\s*("[^"{}]{0,80}"|'[^'{}]{0,80}')\s*(?:,\s*true\s*)?\)/g;

function wordsOf(names: ReadonlySet<string>): Map<string, string> {
  const words = new Map<string, string>();
  for (const one of names) words.set(toWord(one), one);
  for (const [other, one] of Object.entries(otherNames)) if (names.has(one)) words.set(other, one);
  // Of two spellings of one variable ours counts, whichever came last.
  for (const one of names) if (/^[a-z\d_]+$/.test(one)) words.set(toWord(one), one);
  return words;
}

/** `recipient.First-Name` -> `firstname`. */
function toWord(said: string): string {
  const last = said.split('.').at(-1) ?? '';
  return last.toLowerCase().replaceAll(/[^a-z\d]/g, '');
}

/** Changes what is copy, and leaves the rest. */
function outside(source: string, change: (text: string) => string): string {
  let done = '';
  let from = 0;
  for (const { 0: part, index } of source.matchAll(kept)) {
    done += change(source.slice(from, index)) + part;
    from = index + part.length;
  }
  return done + change(source.slice(from));
}
