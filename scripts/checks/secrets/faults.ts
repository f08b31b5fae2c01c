import { lintSource } from '@secretlint/core';
import { creator } from '@secretlint/secretlint-rule-preset-recommend';

/** Of Evergreen's own vendors, which the rules of secretlint do not know. */
const vendorKeys = [
  { what: 'a token of Notion', pattern: /\b(?:ntn_|secret_)[A-Za-z0-9]{40,}/g },
  { what: 'an API key of Resend', pattern: /\bre_[A-Za-z0-9]{8}_[A-Za-z0-9]{24}\b/g },
];
const rules = [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: creator }];

/** What looks like a real secret in a text, without the secret: `line what`. */
export async function findSecrets(path: string, content: string): Promise<string[]> {
  const { messages } = await lintSource({
    source: {
      filePath: path,
      content,
      ext: path.slice(path.lastIndexOf('.')),
      contentType: 'text',
    },
    options: { config: { rules }, maskSecrets: true, noPhysicFilePath: true },
  });
  const known = messages.map(({ loc, message }) => `${loc.start.line} ${message}`);
  const ours = vendorKeys.flatMap(({ what, pattern }) =>
    [...content.matchAll(pattern)].map(({ index }) => `${lineAt(content, index)} found ${what}`),
  );
  return [...known, ...ours];
}

const lineAt = (content: string, index: number) => content.slice(0, index).split('\n').length;
