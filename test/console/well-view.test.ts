import assert from 'node:assert/strict';
import type { IncidentReply } from '../../src/api/operators/incidents.js';
import type { Clock } from '../../src/console/clock.js';
import { renderWell } from '../../src/console/well-view.js';

const clock: Clock = { now: new Date('2026-11-28T04:50:00Z'), zone: 'UTC' };

const incident = (about: string): IncidentReply => ({
  about,
  title: 'A title',
  reason: 'a reason',
  advice: 'Advice.',
  link: 'http://127.0.0.1:8233/x',
});

describe('what the console says of the whole', () => {
  const shown = async (about: string) =>
    String(await renderWell({ incidents: [incident(about)], due: 0, queues: [] }, clock));

  it('leads from a template that cannot be used to its page, and from nothing else', async () => {
    const page = await shown('template-5-day-e2');
    assert.ok(page.includes('href="/console/templates/5-Day%20E2"'), page);
    assert.ok(!(await shown('notion-templates')).includes('/console/templates/'));
  });
});
