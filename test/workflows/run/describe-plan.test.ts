import assert from 'node:assert/strict';
import type { Timeline } from '../../../src/domain/run/run.js';
import { describePlan } from '../../../src/workflows/run/describe-plan.js';

const at = '2025-12-01T10:30:00.000Z';

/** Temporal keeps a run's description where neither codec nor erasure need reach. */
describe('the description of a run', () => {
  it('says who did what, but holds no address that somebody typed or posted', () => {
    const timeline: Timeline = {
      status: 'running',
      sequence: 'assessment',
      segment: null,
      isTesting: false,
      emails: [
        {
          number: 1,
          template: '5-Day E1',
          sentBy: 'website',
          plannedAt: at,
          dueAt: at,
          state: 'unknown',
          reason: 'bounced: sarah@salon.example',
        },
      ],
      history: [
        { at, what: 'paused', by: 'Ann', reason: 'sarah@salon.example called' },
        { at, what: 'resumed: shift', by: 'ann@us.example' },
      ],
    };
    const described = describePlan(timeline);
    assert.match(
      described,
      /\| 1 \| 5-Day E1 \| 2025-12-01 10:30:00 UTC \| unknown by the website \|/,
    );
    assert.match(described, /paused \(Ann\)/);
    assert.doesNotMatch(described, /@/);
  });
});
