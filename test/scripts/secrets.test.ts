import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { findSecrets } from '../../scripts/checks/secrets/faults.js';

/** Put together here, so that this file itself holds none. */
const made = (...parts: string[]) => parts.join('');
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
const letters = 'abcdefghijklmnopqrstuvwx';

describe('the search for secrets', () => {
  const secrets: [what: string, text: string][] = [
    ['a token of GitHub', made('ghp', '_', letters, '0123456789AB')],
    ['a private key', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()],
    ['a token of Notion', made('ntn', '_', letters, letters)],
    ['an API key of Resend', made('re', '_', 'AbCdEfGh', '_', letters)],
  ];
  for (const [what, text] of secrets) {
    it(`finds ${what}, and does not repeat it`, async () => {
      const found = await findSecrets('src/config.ts', `\nconst key = \`${text}\`;\n`);
      assert.equal(found.length, 1);
      assert.match(found.join(), /^2 /);
      assert.ok(!found.join().includes(text));
    });
  }

  it('leaves the keys of the sandbox alone', async () =>
    assert.deepEqual(await findSecrets('a.ts', 're_sandbox_website, ntn_sandbox, whsec_abc'), []));
});
