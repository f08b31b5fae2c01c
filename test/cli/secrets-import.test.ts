import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { loadConfig } from '../../src/config.js';
import { evergreen } from './evergreen.js';
import { blocks, canaries, documentOf, encode, kestra, values } from './older-secrets.js';

describe('evergreen secrets import', () => {
  let folder: string;
  let out: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'secrets-import-'));
    out = join(folder, '.env');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function given(text: string, name = '.env.kestra'): Promise<string> {
    const file = join(folder, name);
    await writeFile(file, text);
    return file;
  }

  /** Runs it, and holds all that it says against the canaries. */
  async function run(file: string, ...options: string[]) {
    const ran = await evergreen(['secrets', 'import', file, ...options], { envPath: out });
    const said = `${ran.out}${ran.err}`;
    for (const value of canaries) assert.ok(!said.includes(value), `it prints a value:\n${said}`);
    return ran;
  }

  const written = async () => parseEnv(await readFile(out, 'utf8'));
  const isWritten = () => stat(out).then(Boolean, () => false);

  it("decodes and renames Kestra's, and says by name what was odd", async () => {
    const { code, out: said, err } = await run(await given(kestra));
    assert.deepEqual({ code, err }, { code: 0, err: '' });
    assert.deepEqual(await written(), values);
    assert.match(said, /NOTION_CONTACTS_DB_ID +from SECRET_NOTION_BUSINESSX_DB_ID\n/);
    assert.match(said, /NOTION_TEMPLATES_DB_ID .*was encoded 2 times/);
    assert.match(said, /NOTION_EMAIL_SEQUENCE_DB_ID .*was not encoded/);
    assert.match(said, /Of no use here: POSTGRES_PASSWORD, KESTRA_ENCRYPTION_SECRET_KEY\n/);
    assert.match(said, /CONTACT_KEY_SECRET +is required/);
    assert.equal((await stat(out)).mode & 0o777, 0o600);
    assert.deepEqual((await readdir(folder)).toSorted(), ['.env', '.env.kestra']);
  });

  it('reads line ends of Windows, a byte order mark, and base64 that was broken at 76', async () => {
    const long = `https://discord.example/api/webhooks/${'CANARY'.repeat(20)}`;
    const lines = encode(long).replaceAll(/.{76}/g, '$&\r\n');
    await run(await given(`\uFEFFSECRET_DISCORD_WEBHOOK_URL=${lines}\r\nTESTING_MODE=false\r\n`));
    assert.deepEqual(await written(), { ALERT_WEBHOOK_URL: long, TESTING_MODE: 'false' });
  });

  const exports: [what: string, text: string][] = [
    ['names to values', JSON.stringify(blocks)],
    [
      'names to documents',
      JSON.stringify(Object.fromEntries(Object.entries(blocks).map(([k, v]) => [k, { value: v }]))),
    ],
    ["a list of its API's documents", JSON.stringify(Object.entries(blocks).map(documentOf))],
    [
      'a page of them',
      JSON.stringify({ results: Object.entries(blocks).map(documentOf), count: 7 }),
    ],
  ];
  for (const [what, text] of exports) {
    it(`takes Prefect's blocks: ${what}`, async () => {
      const { code } = await run(await given(text, 'blocks.json'));
      assert.equal(code, 0);
      assert.deepEqual(await written(), values);
    });
  }

  it("takes a folder of Prefect's blocks, documents and bare values alike", async () => {
    const of = join(folder, 'blocks');
    await mkdir(of);
    const [first, ...others] = Object.entries(blocks);
    assert.ok(first);
    await writeFile(join(of, 'a-document.json'), JSON.stringify(documentOf(first)));
    for (const [at, [name, value]] of others.entries()) {
      const text = at % 2 ? JSON.stringify({ value }) : `${value}\n`;
      await writeFile(join(of, at % 2 ? `${name}.json` : name), text);
    }
    const { code } = await run(of);
    assert.equal(code, 0);
    assert.deepEqual(await written(), values);
  });

  it('says which blocks were exported without their secret, or are still an example', async () => {
    const text = JSON.stringify({
      ...blocks,
      'notion-token': '********',
      'resend-api-key': 're_xxxx',
    });
    const { code, err, out: said } = await run(await given(text));
    assert.equal(code, 1);
    assert.match(said, /NOTION_TOKEN +notion-token is hidden by asterisks/);
    assert.match(said, /RESEND_API_KEY +resend-api-key is still an example/);
    assert.equal(err, 'evergreen: NOTION_TOKEN, RESEND_API_KEY could not be taken; see above\n');
    assert.equal((await written())['NOTION_TOKEN'], undefined);
  });

  it('leaves out what the schema refuses, with what was expected', async () => {
    const { code, out: said } = await run(
      await given(
        `SECRET_TESTING_MODE=True\nSECRET_NOTION_TOKEN=${encode('ntn_short')}\n${'SECRET_RESEND_FROM_EMAIL=' + encode('CANARY@b.org')}\n`,
      ),
    );
    assert.equal(code, 1);
    assert.match(said, /TESTING_MODE +expected true or false/);
    assert.match(said, /NOTION_TOKEN +expected at least 16 characters/);
    assert.deepEqual(await written(), { RESEND_FROM_EMAIL: 'CANARY@b.org' });
  });

  it('draws what is missing only when it is asked to', async () => {
    const file = await given(kestra);
    const { out: said } = await run(file, '--make-missing');
    const all = await written();
    for (const name of ['CONTACT_KEY_SECRET', 'UNSUBSCRIBE_SECRET', 'ADMIN_TOKEN', 'WEBHOOK_KEY']) {
      assert.match(all[name] ?? '', /^[0-9a-f]{64}$/);
      assert.match(said, new RegExp(`${name} +made at random`));
      assert.ok(!said.includes(all[name] ?? ''));
    }
    const rest = {
      RESEND_FROM_EMAIL: 'a@b.org',
      RESEND_REPLY_TO: 'a@b.org',
      SENDER_NAME: 'A',
      SENDER_ADDRESS: 'B',
      PUBLIC_URL: 'https://b.org',
    };
    assert.ok(loadConfig({ ...all, ...rest }), 'with what only a person knows, it starts');
    const before = await readFile(out, 'utf8');
    const again = await run(file, '--make-missing');
    assert.equal(again.code, 0);
    assert.match(again.out, /has all of it already/);
    assert.equal(await readFile(out, 'utf8'), before, 'a second time changes nothing');
  });

  it('writes nothing into a file that is there, unless it is asked to', async () => {
    const mine = '# mine\nSENDER_NAME=Ann\n';
    await writeFile(out, mine);
    const refused = await run(await given(kestra));
    assert.equal(refused.code, 1);
    assert.match(refused.err, /is there already; nothing was written. --add writes what it lacks/);
    assert.equal(await readFile(out, 'utf8'), mine);
    assert.equal((await run(join(folder, '.env.kestra'), '--add')).code, 0);
    assert.deepEqual(await written(), { SENDER_NAME: 'Ann', ...values });
    assert.match(await readFile(out, 'utf8'), /^# mine\n/);
  });

  it('writes over another value only with --replace', async () => {
    const mine = 'NOTION_TOKEN=ntn_CANARY0of0mine0\n';
    await writeFile(out, mine);
    for (const options of [[], ['--add']]) {
      const { code, err } = await run(await given(kestra), ...options);
      assert.equal(code, 1);
      assert.match(err, /has another value for NOTION_TOKEN; nothing was written/);
      assert.equal(await readFile(out, 'utf8'), mine);
    }
    assert.equal((await run(await given(kestra), '--replace')).code, 0);
    assert.equal((await written())['NOTION_TOKEN'], values.NOTION_TOKEN);
  });

  it('takes an id under its old name, and in another form, for the same', async () => {
    const bare = values.NOTION_CONTACTS_DB_ID.replaceAll('-', '');
    const mine = `NOTION_BUSINESSX_DB_ID=${bare}\nNOTION_TOKEN=${values.NOTION_TOKEN}\n`;
    await writeFile(out, mine);
    const file = await given(
      JSON.stringify({ 'notion-contacts-db-id': values.NOTION_CONTACTS_DB_ID }),
    );
    const { code, out: said } = await run(file);
    assert.equal(code, 0);
    assert.match(said, /has all of it already/);
    assert.doesNotMatch(said, /NOTION_CONTACTS_DB_ID +is required/);
    assert.equal(await readFile(out, 'utf8'), mine);
  });

  it('lets nobody but a person choose between two values for one setting', async () => {
    const two = `SECRET_NOTION_CONTACTS_DB_ID=${encode(values.NOTION_TEMPLATES_DB_ID)}\n${kestra}`;
    const { code, err } = await run(await given(two));
    assert.equal(code, 1);
    assert.match(
      err,
      /SECRET_NOTION_CONTACTS_DB_ID and SECRET_NOTION_BUSINESSX_DB_ID are one setting here, NOTION_CONTACTS_DB_ID, and differ/,
    );
    assert.equal(await isWritten(), false);
  });

  it('only tells with --dry-run', async () => {
    const { code, out: said } = await run(await given(kestra), '--dry-run');
    assert.equal(code, 0);
    assert.match(said, /Would be written into .*NOTION_TOKEN/);
    assert.equal(await isWritten(), false);
  });

  it('tells a program all by name', async () => {
    const { out: said } = await run(await given(kestra), '--json');
    const answer = JSON.parse(said) as Record<string, unknown>;
    assert.deepEqual(answer['written'], [
      'NOTION_TOKEN',
      'NOTION_CONTACTS_DB_ID',
      'NOTION_TEMPLATES_DB_ID',
      'NOTION_EMAIL_SEQUENCE_DB_ID',
      'RESEND_API_KEY',
      'ALERT_WEBHOOK_URL',
      'TESTING_MODE',
    ]);
    assert.deepEqual(answer['refused'], []);
    assert.ok(JSON.stringify(answer['missing']).includes('PUBLIC_URL'));
  });

  const unreadable: [what: string, text: string, told: RegExp][] = [
    ['JSON that is none', '{"notion-token": "ntn_CANARY0token0"', /begins like JSON, and is none/],
    ['a file of something else', 'CANARY\nntn_CANARY0token0\nCANARY=1\n', /holds no setting/],
    ['an empty file', '', /holds no setting/],
  ];
  for (const [what, text, told] of unreadable) {
    it(`refuses ${what}, and quotes nothing of it`, async () => {
      const { code, err, out: json } = await run(await given(text), '--json');
      assert.equal(code, 1);
      assert.match(err, told);
      assert.ok(JSON.parse(json));
      assert.equal(await isWritten(), false);
    });
  }

  it('shows no value that stands where a name belongs', async () => {
    const key = encode('a key CANARY');
    const { out: said } = await run(
      await given(`${kestra}${key}\nre_CANARY0key0123456=\nntn_x1y2=3\n`),
    );
    assert.match(said, /Of no use here: .*, line 13, line 14, line 12\n/);
  });

  it('says that a file is not there, or not to be read', async function () {
    const { code, err } = await run(join(folder, 'nowhere'));
    assert.deepEqual([code, /cannot be read: is it there/.test(err)], [1, true]);
    if (process.getuid?.() === 0) this.skip();
    const file = await given(kestra);
    await chmod(file, 0);
    assert.match((await run(file)).err, /may you read it/);
  });

  it('warns of testing mode, and of a key that the website has and we do not', async () => {
    const { out: said } = await run(await given('SECRET_TESTING_MODE=true\n'));
    assert.match(said, /Careful: TESTING_MODE is on/);
    assert.match(said, /Careful: the website's addresses end in a key/);
  });
});
