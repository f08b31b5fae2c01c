/** How a website posts an event, in one language. */
export interface Snippet {
  /** As it is named after the three back-ticks of Markdown. */
  language: 'sh' | 'ts';
  label: string;
  code: string;
}

/**
 * Ways to post an event, to be run as they are: `EVERGREEN_URL` is where the API is reached, `WEBHOOK_KEY`
 * what the event takes.
 */
export function snippetsOf(path: string, body: object): Snippet[] {
  return [
    { language: 'sh', label: 'curl', code: curl(path, body) },
    { language: 'ts', label: 'TypeScript', code: typescript(path, body) },
  ];
}

function curl(path: string, body: object): string {
  const json = JSON.stringify(body, null, 2).replaceAll("'", String.raw`'\''`);
  return `curl --fail-with-body --silent --show-error --retry 5 \\
  --header "Authorization: Bearer $WEBHOOK_KEY" \\
  --header 'Content-Type: application/json' \\
  --data '${json}' \\
  "$EVERGREEN_URL${path}"`;
}

function typescript(path: string, body: object): string {
  const indented = JSON.stringify(body, null, 2).replaceAll('\n', '\n  ');
  return `const { EVERGREEN_URL, WEBHOOK_KEY } = process.env;
const response = await fetch(\`\${EVERGREEN_URL}${path}\`, {
  method: 'POST',
  headers: {
    Authorization: \`Bearer \${WEBHOOK_KEY}\`,
    'Content-Type': 'application/json',
  },
  body: JSON.stringify(${indented}),
});
// Anything else than a 2xx is safe to post again: the same event is never taken twice.
if (!response.ok) throw new Error(\`\${response.status} \${await response.text()}\`);
console.log(await response.json());`;
}

/** Snippets in Markdown, as descriptions hold them. */
export function toMarkdown(snippets: readonly Snippet[]): string {
  return snippets
    .map(({ language, label, code }) => `${label}:\n\n\`\`\`${language}\n${code}\n\`\`\``)
    .join('\n\n');
}
