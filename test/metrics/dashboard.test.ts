import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { dashboard, panels, queries } from '../support/dashboard.js';
import { faultsOfQuery, metricsOf } from '../support/promql.js';

const schema = JSON.parse(readFileSync('test/metrics/dashboard-schema.json', 'utf8')) as object;

describe('the dashboard', () => {
  it('is of the schema', () => {
    const validate = new Ajv({ allErrors: true }).compile(schema);
    assert.ok(validate(dashboard), JSON.stringify(validate.errors, null, 2));
  });

  it('lays no panel over another, and gives each an id of its own', () => {
    assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
    const taken = new Map<string, string>();
    for (const { title, gridPos } of panels) {
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          assert.ok(x < 24, `${title} is wider than the page`);
          assert.equal(taken.get(`${x} ${y}`), undefined, `${title} lies over another`);
          taken.set(`${x} ${y}`, title);
        }
      }
    }
  });

  for (const { title, expr } of queries) {
    it(`asks in "${title}" what Prometheus can answer: ${expr}`, () => {
      assert.deepEqual(faultsOfQuery(expr), []);
      assert.ok(metricsOf(expr).length > 0);
    });
  }
});

describe('the parser of queries', () => {
  it('finds what is wrong with one, and what one reads', () => {
    assert.notDeepEqual(faultsOfQuery('sum by (x) (rate(a_total[5m])'), []);
    assert.notDeepEqual(faultsOfQuery('max(a) >'), []);
    assert.deepEqual(metricsOf('sum by (x) (rate(a_total{y="z"}[5m])) / max(b_seconds)'), [
      'a_total',
      'b_seconds',
    ]);
  });
});
