import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { locatePromtool } from '../../scripts/promtool.mjs';
import { faultsOfQuery } from '../support/promql.js';

const folder = 'deploy/metrics';
const read = (name: string) => readFileSync(join(folder, name), 'utf8');

interface Rule {
  alert: string;
  expr: string;
  annotations: { summary: string; runbook: string };
}
const rules = (parse(read('rules.yml')) as { groups: { rules: Rule[] }[] }).groups.flatMap(
  (group) => group.rules,
);
const { tests } = parse(read('rules.test.yml')) as {
  tests: { alert_rule_test: { alertname: string; exp_alerts: unknown[] }[] }[];
};

describe('the alert rules', () => {
  it('parse, and name what to do', () => {
    const runbook = readFileSync('docs/metrics.md', 'utf8');
    for (const { alert, expr, annotations } of rules) {
      assert.deepEqual(faultsOfQuery(expr), [], alert);
      assert.equal(annotations.runbook, `docs/metrics.md#${alert.toLowerCase()}`);
      assert.match(runbook, new RegExp(`^### ${alert}$`, 'm'));
    }
  });

  for (const { alert } of rules) {
    it(`hold ${alert} to firing once, and to keeping quiet`, () => {
      const own = tests
        .flatMap((one) => one.alert_rule_test)
        .filter(({ alertname }) => alertname === alert);
      const fired = own.map(({ exp_alerts }) => exp_alerts.length);
      assert.ok(fired.includes(1), 'it fires once');
      assert.ok(fired.filter((count) => count === 0).length > 1, 'not before, and not otherwise');
      assert.ok(fired.every((count) => count <= 1));
    });
  }

  describe('by promtool', function () {
    const promtool = locatePromtool();
    const run = (cwd: string, ...args: string[]) => {
      const { status, stdout, stderr } = spawnSync(promtool ?? '', args, { cwd, encoding: 'utf8' });
      return { status, said: `${stdout}${stderr}` };
    };
    before(function () {
      if (!promtool) {
        process.stdout.write(
          '      no promtool: put it on the PATH, or let apt have "prometheus"\n',
        );
        this.skip();
      }
    });

    it('are valid, and so is what reads them', () => {
      for (const args of [
        ['check', 'rules', '--lint-fatal', 'rules.yml'],
        ['check', 'config', '--syntax-only', 'prometheus.yml'],
      ]) {
        const { status, said } = run(folder, ...args);
        assert.equal(status, 0, said);
      }
    });

    it('fire and keep quiet as their tests say', () => {
      const { status, said } = run(folder, 'test', 'rules', 'rules.test.yml');
      assert.equal(status, 0, said);
    });

    it('fail their tests when one of them is changed', () => {
      const changed = mkdtempSync(join(tmpdir(), 'evergreen-rules-'));
      try {
        cpSync(folder, changed, { recursive: true });
        writeFileSync(join(changed, 'rules.yml'), read('rules.yml').replace('> 300', '> 900'));
        const { status, said } = run(changed, 'test', 'rules', 'rules.test.yml');
        assert.equal(status, 1);
        assert.match(said, /EvergreenQueueOld/);
      } finally {
        rmSync(changed, { recursive: true });
      }
    });
  });
});
