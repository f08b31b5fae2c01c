import type { Incident, OpenIncident } from '../domain/incident.js';
import type {
  ReconcileProgress,
  ReconcileRequest,
  Reconciliation,
} from '../domain/records/differences.js';
import type { Control, SentElsewhere } from '../domain/run/control.js';
import type { DeliveryReport } from '../domain/run/delivery.js';
import type { Person, Timeline } from '../domain/run/run.js';
import type { RunRegister } from '../domain/run/run-register.js';
import type { LastingCause, ResubscribeRequest, StopRequest } from '../domain/run/stop.js';
import type { SwitchRequest } from '../domain/run/switch.js';
import type { TestOutcome, TestSend } from '../domain/test-send.js';
import { orAway } from './deadline.js';
import type { RunsDeps } from './deps.js';
import { findRun, personOf, timelineOf } from './find.js';
import { countFunnel, type Funnel, type FunnelAsked } from './funnel.js';
import { type HeldRun, markSent, readHeld, takenIds } from './handback.js';
import { findHistories, type Histories } from './histories.js';
import {
  countDue,
  endIncident,
  listIncidents,
  openIncident,
  tellMended,
  tellMendedTo,
} from './incidents.js';
import { endStops, listedStops, openStops, resubscribe, stopsSince } from './lasting-stops.js';
import {
  type ListedWorkflow,
  listRuns,
  listWorkflows,
  type RunQuery,
  type RunsPage,
} from './list.js';
import { ManyRuns } from './many-runs.js';
import { type PersonalRuns, personalRuns } from './personal.js';
import { rememberProgress } from './progress.js';
import { knownDifferences, reconcileNow } from './reconcile.js';
import { recordDelivery, type StartedByEvent } from './record-delivery.js';
import { readRuns } from './records.js';
import { remembering } from './remembering.js';
import { createRepeats } from './repeats.js';
import { requireKeys } from './require-keys.js';
import { type OlderSeals, resealStops } from './reseal.js';
import {
  listFiltered,
  previewSelection,
  type RunFilter,
  readSelection,
  type Selected,
  type SelectionPreview,
  type SelectionState,
  type SteeredSelection,
  steerSelection,
} from './selection.js';
import { sendTest } from './send-test.js';
import { endSession, isSessionEnded } from './sessions.js';
import { countModes, endShadow, readShadow, type ShadowPlan } from './shadow.js';
import { type SignalRuns, signalRuns } from './signal-runs.js';
import { type NewRun, recordContact, type StartedRun, startOnce, startRun } from './start.js';
import { type Asked, type Elsewhere, type RunControl, settleSent, steerRun } from './steer.js';
import { stopPerson, stopPersonOnce, tellStop } from './stop.js';
import {
  readSwitch,
  rememberSwitch,
  type SwitchReply,
  tellSwitchedOn,
  throwSwitch,
} from './switch.js';
import { readVersions, useVersion, type VersionState } from './versions.js';
import { type Health, lookAgain, readHealth, watchFrom } from './watch.js';
import { keepSchedules } from './watch-schedule.js';

/**
 * All that is asked of Temporal. Unless it says otherwise, a call is answered within 3 s or throws
 * `TemporalAway`.
 */
export interface Runs extends RunRegister, PersonalRuns {
  /** Starts a run, or finds the one that the same event has started before and gives it the news. */
  start(run: NewRun): Promise<StartedRun>;
  /** Starts a run unless its id is taken, and changes nothing then; gives whether it was started. May take seconds. */
  startOnce(run: NewRun): Promise<boolean>;
  /** Which of some ids are taken: their runs are open, or have come to their end. May take minutes. */
  takenIds(ids: readonly string[]): Promise<Set<string>>;
  /** Records a contact and starts no run; gives whether that is new. */
  recordContact(person: Person): Promise<boolean>;
  /** Tells the run of what Resend says of an email; once it has ended, starts what records that. */
  recordDelivery(event: string, report: DeliveryReport): Promise<StartedByEvent>;

  /** A run by its id; where no worker answers, by what is stored of it. */
  find(id: string): Promise<Timeline | undefined>;
  /** A run as a worker sees it; undefined when none answers within a second. */
  timelineOf(id: string): Promise<Timeline | undefined>;
  /**
   * Runs of all people, a page at a time; may take a minute.
   * @throws {Malformed}
   */
  list(query?: RunQuery): Promise<RunsPage>;
  /** All workflows of one person, the newest first. */
  workflowsOf(contactKey: string): Promise<ListedWorkflow[]>;

  /** Starts the record of a fault of the whole installation, unless it is open. No deadline. */
  openIncident(incident: Incident): Promise<void>;
  /** Says that what was at fault works again. No deadline. */
  endIncident(about: string): Promise<void>;
  /** All that is at fault at this moment, as it is recorded. */
  incidents(): Promise<OpenIncident[]>;
  /** What a look over the whole finds wrong now, recorded or not, and how the task queues do. */
  health(): Promise<Health>;
  /** How many emails should have gone by now, or so long ago. */
  countDue(lateByMs?: number): Promise<number>;
  /** Has the server start a look over the whole every minute, and a comparison of all records each night. */
  keepWatch(zone: string): Promise<void>;
  /**
   * Executions by a visibility query, all that are open without one, to be read one by one; may take hours.
   * @throws {Malformed}
   */
  histories(query?: string): Promise<Histories>;
  /** The versions of the worker that ask for tasks, get them, or walked what is open; may take 10 s. */
  versions(): Promise<VersionState[]>;
  /**
   * Has a version's workers make every next step; those without one where none is named. May take 20 s.
   * @throws {Refused}
   */
  useVersion(buildId: string | undefined): Promise<void>;
  /**
   * Looks whether what is open can be read with the encryption keys of these ids.
   * @throws {InvalidSetup} naming those that are missing. @throws {TemporalAway}
   */
  requireKeys(ids: readonly string[]): Promise<void>;
  /**
   * Lets a worker compare what Temporal, the tracker and Resend say, and waits for it, an hour if need be.
   * @throws {TemporalAway} when no worker takes it up.
   */
  reconcile(
    request: ReconcileRequest,
    onProgress?: (progress: ReconcileProgress) => void,
  ): Promise<Reconciliation>;

  /**
   * Applies an operator's control to one run; gives the timeline that follows. Waits 8 s for a worker.
   * @throws {NotFound | Refused | Malformed}
   */
  steer<C extends RunControl>(
    id: string,
    control: C,
    asked: Asked[C],
    elsewhere?: Elsewhere,
  ): Promise<Timeline>;

  /** Starts the stop of a person's mail, or joins the one that holds; gives its id. */
  stopPerson(request: StopRequest): Promise<string>;
  /** The same, once for each event of an external sender. */
  stopPersonOnce(request: StopRequest): Promise<StartedByEvent>;
  /** Lasting stops of a person that hold, whatever Notion says. */
  stopsThatHold(contactKey: string): Promise<LastingCause[]>;
  /** Starts what takes the stops of a person's mail back; gives its id. */
  resubscribe(request: ResubscribeRequest): Promise<string>;

  /**
   * Has a worker send one email to somebody of our own; `id` is its key at Resend. Waits 45 s for a worker.
   */
  sendTest(asked: TestSend): Promise<TestOutcome & { id: string }>;

  /** Ends a session of the console, in all API processes. */
  endSession(id: string): Promise<void>;
  /** Whether somebody has logged out of it. */
  isSessionEnded(id: string): Promise<boolean>;

  /**
   * What has become of a sequence's runs, counted; undefined where the server does not count it.
   * @throws {Malformed}
   */
  countFunnel(asked: FunnelAsked): Promise<Funnel | undefined>;

  /** Open runs that a filter finds, the newest first; a page at a time. */
  listFiltered(filter: RunFilter, after?: string): Promise<RunsPage>;
  /** What a control would do to a selection of runs, counted. */
  previewSelection(asked: Selected): Promise<SelectionPreview>;
  /**
   * Steers a selection of runs; asked again, it does nothing again.
   * @throws {Refused} while the server carries out another.
   */
  steerSelection(asked: SteeredSelection): Promise<void>;
  /** How far that is; undefined for what nobody asked for, or long ago. */
  readSelection(id: string): Promise<SelectionState | undefined>;

  /**
   * Every run that is open or has ended since an instant, with all that it knows, once none of its emails is
   * on the wire. For when sending is off; may take minutes. `onEach` is told how many of how many.
   */
  readHeld(since: Date, onEach?: (done: number, of: number) => void): Promise<HeldRun[]>;
  /** Tells an open run what another system has sent; safe to repeat. Waits 8 s for a worker. */
  markSent(id: string, asked: Control & { emails: readonly SentElsewhere[] }): Promise<void>;

  /** What runs of shadow mode would have sent, of those open or ended since an instant; may take minutes. */
  readShadow(since: Date, onEach?: (done: number, of: number) => void): Promise<ShadowPlan>;
  /** Ends what is open of shadow mode; gives how many runs were told to. Safe to repeat; may take minutes. */
  endShadow(who: Control, onEach?: (done: number, of: number) => void): Promise<number>;
  /** How many open runs began in shadow mode, and how many are to send; may take a minute. */
  countModes(): Promise<{ shadow: number; real: number }>;
  /** What is open and sealed with an older key; somebody's word has its lasting stops sealed anew; may take minutes. */
  resealStops(who?: Control, onEach?: (done: number, of: number) => void): Promise<OlderSeals>;

  /** Whether sending is on, and if not, what lifting it would mean. */
  readSwitch(): Promise<SwitchReply>;
  /**
   * Switches sending off or on, or only tells what that would do. Waits 8 s for a worker.
   * @throws {Refused}
   */
  throwSwitch(asked: SwitchRequest, how?: { isDryRun?: boolean }): Promise<SwitchReply>;
}

/** The one door to Temporal for all but the workflows themselves. */
export function createRuns(given: RunsDeps): Runs {
  const deps: RunsDeps = { hasProgress: rememberProgress(given.client), ...given };
  const starting = { ...deps, repeats: createRepeats(), manyRuns: new ManyRuns() };
  const signal: SignalRuns = deps.signalRuns ?? ((asked) => signalRuns(deps.client, asked));
  const switchState = rememberSwitch(deps);
  return {
    start: (run) => startRun(starting, run),
    ...moving(deps),
    recordContact: (person) => recordContact(starting, person),
    recordDelivery: (event, report) => recordDelivery(starting, event, report),
    find: (id) => findRun(deps, id),
    timelineOf: (id) => timelineOf(deps, id),
    personOf: (id) => personOf(deps, id),
    list: (query) => listRuns(deps, query),
    workflowsOf: (contactKey) => listWorkflows(deps, contactKey),
    openIncident: (incident) => openIncident(deps, incident),
    endIncident: (about) => endIncident(deps, about),
    incidents: () => listIncidents(deps),
    countDue: (lateByMs) => countDue(deps, lateByMs),
    health: () => readHealth(deps),
    keepWatch: (zone) => keepSchedules(deps, zone),
    ...takingOver(deps),
    reconcile: (request, onProgress) => reconcileNow(deps, request, onProgress),
    lookOver: watchFrom(deps),
    knownDifferences: () => knownDifferences(deps),
    readRuns: (since, onEach) => readRuns(deps, since, onEach),
    lookAgain: (about) => lookAgain(deps, about),
    tellMendedTo: (runId, about) => tellMendedTo(deps, runId, about),
    tellMended: (about, round) => tellMended(signal, about, round),
    steer: (id, control, asked, elsewhere) => steerRun(deps, id, control, asked, elsewhere),
    stopPerson: (request) => stopPerson(deps, request),
    stopPersonOnce: (request) => stopPersonOnce(deps, request),
    resubscribe: (request) => resubscribe(deps, request),
    sendTest: (asked) => sendTest(deps, asked),
    endSession: (id) => endSession(deps, id),
    isSessionEnded: (id) => isSessionEnded(deps, id),
    countFunnel: (asked) => countFunnel(deps, asked),
    listFiltered: (filter, after) => listFiltered(deps, filter, after),
    previewSelection: (asked) => previewSelection(deps, asked),
    steerSelection: (asked) => steerSelection(deps, signal, asked),
    readSelection: (id) => readSelection(deps, id),
    readSwitch: () => readSwitch(deps),
    throwSwitch: (asked, how) => throwSwitch(deps, asked, how),
    ...remembering(deps),
    tellStop: (asked) => tellStop(deps, asked),
    tellSwitchedOn: (asked) => tellSwitchedOn(signal, asked),
    stopsThatHold: (contactKey) => orAway(deps.client, () => openStops(deps, contactKey)),
    openStops: (contactKey) => openStops(deps, contactKey),
    listedStops: (contactKey) => listedStops(deps, contactKey),
    stopsSince: (contactKey, at) => stopsSince(deps, contactKey, at),
    endStops: (request) => endStops(deps, request),
    settleSent: (report) => settleSent(deps, report),
    sendingOffAt: async (maxAgeMs) => (await switchState(maxAgeMs)).offAt,
    switchState,
  };
}

/** What another version, or one with other settings, asks before it takes over. */
function takingOver(
  deps: RunsDeps,
): Pick<Runs, 'histories' | 'versions' | 'useVersion' | 'requireKeys'> {
  return {
    histories: (query) => findHistories(deps.client, query),
    versions: () => readVersions(deps),
    useVersion: (buildId) => useVersion(deps, buildId),
    requireKeys: (ids) => requireKeys(deps, ids),
  };
}

/** What moving people between systems asks. */
type Moving =
  | 'startOnce'
  | 'takenIds'
  | 'readHeld'
  | 'markSent'
  | 'readShadow'
  | 'endShadow'
  | 'countModes'
  | 'resealStops';

function moving(deps: RunsDeps): Pick<Runs, Moving | keyof PersonalRuns> {
  return {
    ...personalRuns(deps),
    readShadow: (since, onEach) => readShadow(deps, since, onEach),
    endShadow: (who, onEach) => endShadow(deps, who, onEach),
    countModes: () => countModes(deps),
    resealStops: (who, onEach) => resealStops(deps, who, onEach),
    startOnce: (run) => startOnce(deps, run),
    takenIds: (ids) => takenIds(deps, ids),
    readHeld: (since, onEach) => readHeld(deps, since, onEach),
    markSent: (id, asked) => markSent(deps, id, asked),
  };
}
