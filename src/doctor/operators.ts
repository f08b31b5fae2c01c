import { adviceOf } from '../domain/incident.js';
import { withoutAddresses } from '../domain/without-addresses.js';
import { askTemporal } from './ask-temporal.js';
import { check, NotLookedAt, warning, wrong } from './check.js';
import { ask } from './website.js';

const group = 'Operators';

const adminToken = check(
  { id: 'admin-token', group, what: 'ADMIN_TOKEN', worst: 'warning', needs: ['ADMIN_TOKEN'] },
  async ({ fetch, apiUrl, config }) => {
    const { response, why } = await ask(fetch, `${apiUrl}/switch`, {
      headers: { Authorization: `Bearer ${config.adminToken}` },
    });
    if (!response) throw new NotLookedAt(`the API does not answer (${why})`);
    if (response.status !== 401) return [];
    return [
      warning(
        'the API does not take it: it was started with another',
        'restart the API with these settings, or set the one that it has',
      ),
    ];
  },
);

const sendingSwitch = check(
  { id: 'sending-switch', group, what: 'the sending switch', worst: 'wrong' },
  async (installation) => {
    const offAt = await askTemporal(installation, ({ runs }) => runs.sendingOffAt());
    if (offAt === undefined) return [];
    return [
      wrong(
        `it is off since ${offAt}: no email goes out`,
        'evergreen switch on --mode shift; evergreen switch status shows what would be late',
      ),
    ];
  },
);

/** Incidents that hold rows back, and no email. */
const ofRows = new Set(['notion-tracker', 'notion-pages']);

/** A queue without a worker: the line of the workers tells of it as it is now. */
const ofWorkers = /^watch-worker-/;

/** What holds everybody's emails back: a vendor, or no worker; of the rest operators are told to look. */
const holdsMail = /^(notion|resend|watch-queue-)/;

const incidents = check(
  { id: 'incidents', group, what: 'what is known to be at fault', worst: 'wrong' },
  async (installation) => {
    const [open, { wrong: seen }] = await askTemporal(installation, ({ runs }) =>
      Promise.all([runs.incidents(), runs.health()]),
    );
    const known = new Set(open.map(({ about }) => about));
    const unrecorded = seen.filter(({ about, isExplained }) => !isExplained && !known.has(about));
    const told = [...open, ...unrecorded].filter(({ about }) => !ofWorkers.test(about));
    return told.map(({ about, reason }) => {
      const level = holdsMail.test(about) && !ofRows.has(about) ? wrong : warning;
      return level(withoutAddresses(reason), adviceOf(about) || 'look at the console');
    });
  },
);

/** By what it is known that a doctor sent it. */
const testAlert =
  'Evergreen: a test alert, as "evergreen doctor --alert" was asked for. Nothing is wrong.';

const alertAddress = check(
  {
    id: 'alert-address',
    group,
    what: 'the address of alerts',
    worst: 'warning',
    needs: ['ALERT_WEBHOOK_URL'],
  },
  async ({ fetch, config, sendAlert }) => {
    const { alertWebhookUrl: url } = config;
    const mend =
      'make an incoming webhook in Slack or Discord, set ALERT_WEBHOOK_URL to it, then run doctor --alert';
    if (!url) return [warning('there is none: nobody is told when emails wait or fail', mend)];
    if (sendAlert) {
      const why = await sendAlert(testAlert).then(
        () => undefined,
        (error: unknown) => (error instanceof Error ? error.message : 'failed'),
      );
      return why === undefined ? [] : [warning(`a test alert did not arrive: ${why}`, mend)];
    }
    // Whatever is answered to a question that posts nothing: somebody is there.
    const { response, why } = await ask(fetch, url, { method: 'HEAD' });
    return response ? [] : [warning(`it cannot be reached (${why})`, mend)];
  },
);

/** What those who look after it rely on. */
export const operatorChecks = [adminToken, sendingSwitch, incidents, alertAddress];
