import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvalidConfig } from '../../src/domain/errors.js';
import { temporalOptions } from '../../src/runs/connect.js';

describe("Temporal's own configuration", () => {
  let folder: string;
  let file: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'evergreen-toml-'));
    file = join(folder, 'temporal.toml');
    const profile = (name: string, key: string) =>
      `[profile.${name}]\naddress = "${name}.tmprl.cloud:7233"\nnamespace = "${name}"\napi_key = "${key}"\n`;
    writeFileSync(file, `${profile('default', 'one')}\n${profile('other', 'two')}`);
  });
  after(() => rmSync(folder, { recursive: true }));

  const read = (env: Record<string, string>) => {
    const { connectionOptions, namespace } = temporalOptions(env);
    const { address, apiKey, tls } = connectionOptions;
    return { address, apiKey, tls, namespace };
  };

  it('turns TLS on by itself with an API key, and not with an empty one', () => {
    const at = { TEMPORAL_ADDRESS: 'a:7233', TEMPORAL_NAMESPACE: 'n' };
    const plain = { address: 'a:7233', apiKey: undefined, tls: undefined, namespace: 'n' };
    assert.deepEqual(read(at), plain);
    assert.deepEqual(read({ ...at, TEMPORAL_API_KEY: '', TEMPORAL_TLS: '' }), plain);
    assert.deepEqual(read({ ...at, TEMPORAL_API_KEY: 'k' }), { ...plain, apiKey: 'k', tls: true });
    assert.equal(read({ ...at, TEMPORAL_API_KEY: 'k', TEMPORAL_TLS: 'false' }).tls, false);
  });

  it('is read from a file, and of it from the profile that is named; variables count more', () => {
    const env = { TEMPORAL_CONFIG_FILE: file };
    const found = (name: string, apiKey: string) => ({
      address: `${name}.tmprl.cloud:7233`,
      apiKey,
      tls: true,
      namespace: name,
    });
    assert.deepEqual(read(env), found('default', 'one'));
    const other = { ...env, TEMPORAL_PROFILE: 'other' };
    assert.deepEqual(read(other), found('other', 'two'));
    assert.equal(read({ ...other, TEMPORAL_NAMESPACE: 'mine' }).namespace, 'mine');
  });

  const faulty: [string, Record<string, string>, RegExp][] = [
    ['no such profile', { TEMPORAL_PROFILE: 'none' }, /cannot be read: Profile 'none' not found/],
    ['no such certificate', { TEMPORAL_TLS_CLIENT_CERT_PATH: '/none.pem' }, /none\.pem/],
  ];
  for (const [what, env, said] of faulty) {
    it(`says in one sentence that there is ${what}`, () => {
      assert.throws(
        () => temporalOptions({ TEMPORAL_CONFIG_FILE: file, ...env }),
        (error) => error instanceof InvalidConfig && said.test(error.message),
      );
    });
  }
});
