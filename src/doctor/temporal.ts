import { InvalidSetup } from '../domain/errors.js';
import { openNamespace } from '../runs/namespace.js';
import { watchId } from '../runs/watch-schedule.js';
import { checkTemporal } from '../setup/check-temporal.js';
import { askTemporal } from './ask-temporal.js';
import { type Check, check, toResult, warning, wrong } from './check.js';
import { versionFindings } from './versions.js';

const group = 'Temporal';

const reached: Check = {
  id: 'temporal-reached',
  group,
  what: 'the Temporal server',
  worst: 'wrong',
  async look({ temporal }) {
    const why = await temporal().then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : 'it does not answer'),
    );
    if (why === undefined) return [toResult(reached)];
    const mend =
      'start it, or set TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE and TEMPORAL_API_KEY to where it is';
    return [toResult(reached, wrong(why, mend))];
  },
};

/** Namespace, retention, search attributes, schedules, as setting them up has them. */
const namespace: Check = {
  id: 'temporal-namespace',
  ids: [
    'temporal-namespace',
    'temporal-retention',
    'temporal-search-attributes',
    'temporal-schedule-*',
  ],
  group,
  what: 'the namespace',
  worst: 'wrong',
  look: (installation) =>
    askTemporal(installation, ({ client }) => checkTemporal(openNamespace(client))),
};

const pausedSchedules = check(
  { id: 'temporal-watch', group, what: 'the watch over the whole', worst: 'warning' },
  async ({ temporal }) => {
    const { client } = await temporal();
    const described = await client.schedule
      .getHandle(watchId)
      .describe()
      .catch(() => undefined); // that there is none, another line tells
    if (!described?.state.paused) return [];
    return [
      warning(
        `its schedule is paused: nobody is alerted to overdue emails or a missing worker`,
        `temporal schedule toggle --schedule-id ${watchId} --unpause --reason "doctor"`,
      ),
    ];
  },
);

const workers = check(
  { id: 'workers', group, what: 'the workers', worst: 'wrong' },
  async (installation) => {
    const { queues } = await askTemporal(installation, ({ runs }) => runs.health());
    const deserted = queues.filter(({ hasWorker }) => !hasWorker).map(({ name }) => name);
    if (deserted.length === 0) return [];
    return [
      wrong(
        `none takes tasks from ${deserted.join(', ')}: no email goes out`,
        'start one: npm run worker, or docker compose -f docker-compose.temporal.yml up --detach worker',
      ),
    ];
  },
);

/** Who makes the next step of every run, where workers have versions; without any there is nothing to say. */
const versions = check(
  { id: 'worker-version', group, what: "the workers' version", worst: 'wrong' },
  async (installation) => {
    return versionFindings(await askTemporal(installation, ({ runs }) => runs.versions()));
  },
);

const encryptionKeys = check(
  { id: 'encryption-keys', group, what: 'the keys of what is open', worst: 'wrong' },
  async (installation) => {
    const held = installation.config.encryptionKeys.map(({ id }) => id);
    try {
      await askTemporal(installation, ({ runs }) => runs.requireKeys(held));
      return [];
    } catch (error) {
      if (!(error instanceof InvalidSetup)) throw error;
      return [
        wrong(
          error.message,
          'take it from where the keys are kept; without it those runs stay where they are',
        ),
      ];
    }
  },
);

export const temporalChecks = [
  reached,
  namespace,
  encryptionKeys,
  pausedSchedules,
  workers,
  versions,
];
