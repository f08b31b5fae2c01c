import { templateLoader } from '../activities/emails/load-template.js';
import { readLayout } from '../campaign/copy/templates.js';
import { sequenceEvents, type WebsiteEvent } from '../campaign/events.js';
import { sequenceOf } from '../campaign/sequences/index.js';
import { copyVariables } from '../campaign/variables.js';
import { BlockedTemplate, VendorFault } from '../domain/errors.js';
import type { EventData } from '../domain/event/event.js';
import type { Template } from '../domain/mail/template.js';
import type { Sequence } from '../domain/plan/sequence.js';
import { check, type Finding, NotLookedAt, wrong } from './check.js';
import type { Installation } from './installation.js';

type SequenceEvent = WebsiteEvent & { sequence: Readonly<Sequence> };

/** That there is not exactly one Active template of a name; the workspace's own check tells of that. */
const notOne = 'expected one Active template';

/**
 * Each template that is ours to send: read as the worker reads it, linted, and rendered for the example of its
 * event with the settings as they are.
 */
export const templateCopy = check(
  {
    id: 'template-copy',
    group: 'Templates',
    what: 'the copy of the emails',
    worst: 'wrong',
    needs: ['NOTION_TOKEN', 'NOTION_TEMPLATES_DB_ID'],
    limitMs: 90_000,
  },
  async (installation) => {
    const layout = await readLayout();
    const { settings, sender } = installation.config;
    const tools = { layout, settings, sender };
    const load = templateLoader({ ...installation, ...tools, templateCacheMs: 1 });
    const findings: Finding[] = [];
    for (const event of sequenceEvents) {
      for (const { template, sentBy } of event.sequence.emails) {
        if (sentBy === 'evergreen') {
          findings.push(...(await judge(installation, event, () => load(template))));
        }
      }
    }
    return findings;
  },
);

async function judge(
  installation: Installation,
  event: SequenceEvent,
  load: () => Promise<Template>,
): Promise<Finding[]> {
  try {
    const copy = await load();
    return await judgeRendered(installation, event, copy);
  } catch (error) {
    if (error instanceof VendorFault) throw new NotLookedAt(error.message);
    if (!(error instanceof BlockedTemplate)) throw error;
    if (error.message.includes(notOne)) return [];
    return [wrong(error.message, 'mend it in Notion; docs/copy.md says what copy can hold')];
  }
}

/** What is read well may still ask for what no setting gives. */
async function judgeRendered(
  { renderer, config, now }: Installation,
  { sequence, example }: SequenceEvent,
  copy: Template,
): Promise<Finding[]> {
  const clock = { now: now(), zone: config.settings.zone };
  const variables = copyVariables({
    email: 'somebody@example.org',
    firstName: 'Sarah',
    businessName: 'Salon Sarah',
    segment: 'URGENT',
    event: example as EventData,
    settings: config.settings,
    sender: config.sender,
    unsubscribeUrl: `${config.publicUrl}/unsubscribe/example`,
    because: sequenceOf(sequence.name)?.because ?? '',
    now: clock.now,
  });
  try {
    await renderer.render(copy, await readLayout(), variables, sequence.kind, clock);
    return [];
  } catch (error) {
    if (!(error instanceof BlockedTemplate)) throw error;
    const mend = `give what it asks for (CAMPAIGN_… of .env.example), or take that out of the copy in Notion`;
    return [wrong(error.message, mend)];
  }
}
