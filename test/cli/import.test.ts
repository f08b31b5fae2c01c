import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TemporalAway } from '../../src/domain/errors.js';
import type { Runs } from '../../src/runs/runs.js';
import { databaseIds } from '../../src/sandbox/seed.js';
import { startLoneNotion } from '../support/lone-notion.js';
import { evergreen } from './evergreen.js';

const now = new Date('2025-12-03T12:00:00.000Z');

/** Temporal as an import knows it: which ids are taken, and what was started. */
function rememberedRuns() {
  const started = new Map<string, Parameters<Runs['startOnce']>[0]>();
  const runs: Pick<Runs, 'startOnce' | 'takenIds'> = {
    async startOnce(run) {
      if (started.has(run.id)) return false;
      started.set(run.id, run);
      return true;
    },
    takenIds: async (ids) => new Set(ids.filter((id) => started.has(id))),
  };
  return { started, runs: runs as Runs };
}

describe('import', () => {
  let folder: string;
  let notion: Awaited<ReturnType<typeof startLoneNotion>>;
  let baseUrl: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'import-'));
    notion = await startLoneNotion(() => now);
    ({ url: baseUrl } = await notion.notion.listen(0));
  });
  after(() => {
    notion.notion.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const { started, runs } = rememberedRuns();
  const { startOnce } = runs;
  const run = (typed: string, more: Record<string, string> = {}) =>
    evergreen(typed, {
      env: {
        USER: 'ann',
        NOTION_BASE_URL: baseUrl,
        NOTION_CONTACTS_DB_ID: databaseIds.contacts,
        NOTION_EMAIL_SEQUENCE_DB_ID: databaseIds.tracker,
        NOTION_REQUESTS_PER_SECOND: '10000',
        CONTACT_KEY_SECRET: 'a secret of thirty-two characters',
        ...more,
      },
      now: () => now,
      withRuns: (work) => work(runs),
    });
  const file = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };

  const people = () =>
    file(
      'people.csv',
      '\uFEFFEmail;Sequence Type;Email 1 Sent;Email 2 Sent;Business Name\r\n' +
        'ann@salon.example;5day;2025-12-01T10:30:00Z;2025-12-02T10:30:00Z;"Ann; ""the"" salon"\r\n' +
        '\r\n' +
        'bob@salon.example;5day;2025-12-01T10:30:00Z;true;Bob\r\n',
    );

  it('shows what it would do, and does nothing, until it is told to go', async () => {
    const { code, out } = await run(`import --csv ${people()}`);
    assert.equal(code, 0);
    assert.match(
      out,
      /^Would start: 1\n.*\n {2}ann@salon.example +assessment +1 2 +3 at Thu 2025-12-04 10:30:00/,
    );
    assert.match(out, /^Conflicts, .*: 1\n.*\n {2}bob@salon.example .* without a date +line 4$/m);
    assert.match(out, /^Nothing tells assessment_score of 1, /m);
    assert.match(out, /^Nothing was started: that takes --go\.$/m);
    assert.equal(started.size, 0);
  });

  it('starts whoever can be gone on with, once, and reports everybody to its owner alone', async () => {
    const report = file('report.csv', '');
    chmodSync(report, 0o644);
    const { code, out } = await run(`import --csv ${people()} --go --json --report ${report}`);
    assert.equal(code, 0);
    const { people: told, ...counts } = JSON.parse(out) as { people: { verdict: string }[] };
    assert.deepEqual(counts, {
      dryRun: false,
      ready: 0,
      started: 1,
      hereAlready: 0,
      conflicts: 1,
      nothingLeft: 0,
      warnings: [],
    });
    assert.deepEqual(
      told.map(({ verdict }) => verdict),
      ['started', 'conflict'],
    );
    const [only] = started.values();
    assert.equal(only?.input.contact.businessName, 'Ann; "the" salon');
    assert.equal(statSync(report).mode & 0o777, 0o600);
    assert.match(readFileSync(report, 'utf8'), /,"?started"?,/);

    const again = await run(`import --csv ${report} --go`);
    assert.match(again.out, /^Here already: 1$/m);
    assert.match(again.out, /marked as a conflict/);
    assert.equal(started.size, 1);
  });

  it('says how far it came where Temporal goes away, and goes on from there when it is back', async () => {
    const emails = ['carl', 'dora', 'eve'].map((name) => `${name}@salon.example`);
    const lines = emails.map((email) => `${email},assessment,2025-12-02T10:30:00Z\n`);
    const three = file('three.csv', `Email,Sequence,Email 1 Sent\n${lines.join('')}`);
    const before = started.size;
    runs.startOnce = async (one) => {
      if (started.size > before) throw new TemporalAway('it does not answer', { retryAfterMs: 1 });
      started.set(one.id, one);
      return true;
    };
    const cut = await run(`import --csv ${three} --go`);
    assert.equal(cut.code, 1);
    assert.match(cut.err, /1 of 3/);
    assert.equal(started.size, before + 1);
    runs.startOnce = startOnce;
    const { out } = await run(`import --csv ${three} --go`);
    assert.match(out, /^Started: 2$/m);
    assert.match(out, /^Here already: 1$/m);
    assert.equal(started.size, before + 3);
  });

  it('keeps formulas out of spreadsheets, and reads its own file back', async () => {
    const odd = file(
      'odd.csv',
      'Email,Sequence,Email 1 Sent\n=cmd@salon.example,assessment,2025-12-02T10:30:00Z\n',
    );
    const report = join(folder, 'odd-report.csv');
    await run(`import --csv ${odd} --report ${report}`);
    assert.match(readFileSync(report, 'utf8'), /^'=cmd@salon\.example,/m);
    const { out } = await run(`import --csv ${report}`);
    assert.match(out, /^ {2}=cmd@salon\.example +assessment/m);
  });

  it('writes JSON where the name asks for it', async () => {
    const report = join(folder, 'report.json');
    await run(`import --csv ${people()} --report ${report}`);
    const lines = JSON.parse(readFileSync(report, 'utf8')) as Record<string, string>[];
    assert.deepEqual(lines.map((line) => line['Email'] ?? '').toSorted(), [
      'ann@salon.example',
      'bob@salon.example',
    ]);
  });

  it('says what is wrong in one line', async () => {
    const broken = file('broken.csv', 'Email,Sequence\n"ann@salon.example,5day\n');
    const cases: [typed: string, code: number, err: RegExp, env?: Record<string, string>][] = [
      ['import', 2, /expected --from notion, or --csv with a file/],
      ['import --from kestra', 2, /Allowed choices are notion/],
      [`import --from notion --csv ${broken}`, 2, /cannot be used with/],
      ['import --csv /nowhere.csv', 1, /^evergreen: \/nowhere\.csv cannot be read \(ENOENT\)$/m],
      [`import --csv ${broken}`, 1, /broken\.csv: line \d+ is no CSV: CSV_QUOTE_NOT_CLOSED$/m],
      [`import --csv ${people()} --report ${folder}`, 2, /Expected a file, which \S+ is not\. \(/],
      ['import --from notion', 1, /CONTACT_KEY_SECRET: expected/, { CONTACT_KEY_SECRET: 'short' }],
      [
        `import --csv ${people()} --go`,
        1,
        /Notion answered 404/,
        { NOTION_CONTACTS_DB_ID: databaseIds.contacts.replace('c', 'a') },
      ],
    ];
    for (const [typed, code, err, env] of cases) {
      const ran = await run(typed, env);
      assert.deepEqual([ran.code, ran.out], [code, ''], typed);
      assert.match(ran.err, err);
    }
  });
});
