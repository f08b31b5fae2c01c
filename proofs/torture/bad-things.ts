import type { Fault } from '../../src/sandbox/standin/faults.js';
import type { Step, Trouble, Vendor } from './act.js';
import { assessment, post, second } from './person.js';
import type { Chance } from './random.js';
import type { CallFault } from './temporal-proxy.js';

/** Where a request may stand when a process dies, and whose request it is. */
const points = [
  'resend POST /emails received',
  'resend POST /emails done',
  'resend POST /emails answered',
  'notion GET /pages received',
  'notion GET /pages answered',
  'notion PATCH /pages received',
  'notion PATCH /pages done',
  'notion PATCH /pages answered',
  'notion POST /pages received',
  'notion POST /pages done',
  'notion POST /pages answered',
  'notion POST /query done',
] as const;

/** What goes wrong, and when. */
export function badThings(chance: Chance, lastsMs: number, only: readonly Trouble[]): Step[] {
  const kinds: Record<Trouble, (own: Chance, lastsMs: number) => Step[]> = {
    answers: lostAnswers,
    storms,
    notion: byHand,
    copy: editedCopy,
    kills,
    disk: fullDisk,
    clocks,
    away,
    calls,
  };
  return Object.entries(kinds).flatMap(([name, happen]) => {
    const own = chance.fork(); // also where it is left out, so that the others stay the same
    return only.some((one) => one === name) ? happen(own, lastsMs) : [];
  });
}

/** All the while, of each request a few per cent: answers that are lost before or after it was carried out. */
function lostAnswers(_: Chance, lastsMs: number): Step[] {
  const sends = 'POST /emails';
  const resend: Fault[] = [
    { kind: 'after', then: 'reset', route: sends, probability: 0.05 },
    { kind: 'after', then: 500, route: sends, probability: 0.05 },
    { kind: 'before', then: 'reset', route: sends, probability: 0.03 },
    { kind: 'status', status: 503, route: sends, probability: 0.02 },
    { kind: 'not-json', status: 502, route: sends, probability: 0.01 },
  ];
  const notion: Fault[] = [
    { kind: 'after', then: 'reset', probability: 0.03 },
    { kind: 'after', then: 504, probability: 0.02 },
    { kind: 'status', status: 429, retryAfterSeconds: 1, probability: 0.02 },
    { kind: 'conflict', route: 'PATCH /pages/:id', probability: 0.02 },
    { kind: 'query-lag', route: 'POST /data_sources/:id/query', delayMs: 3_000, probability: 0.5 },
  ];
  return [
    always('resend', 'loses answers', resend, lastsMs),
    always('notion', 'loses answers', notion, lastsMs),
  ];
}

function always(vendor: Vendor, what: string, faults: Fault[], lastsMs: number): Step {
  return { atMs: 0, act: { kind: 'fault', vendor, what, faults, forMs: lastsMs } };
}

/** For seconds nothing works: too many requests, a quota that is used up, a vendor that is away. */
function storms(chance: Chance, lastsMs: number): Step[] {
  const all: readonly [Vendor, string, Fault[]][] = [
    [
      'resend',
      'answers 429',
      [{ kind: 'status', status: 429, retryAfterSeconds: 1, body: tooMany }],
    ],
    ['resend', 'has its quota used up', [{ kind: 'quota', quota: 'daily' }]],
    ['resend', 'is away', [{ kind: 'refuse' }]],
    [
      'resend',
      'takes mail and hangs',
      [{ kind: 'after', then: 'silence', route: 'POST /emails', probability: 0.5 }],
    ],
    ['notion', 'answers 429', [{ kind: 'status', status: 429, retryAfterSeconds: 2 }]],
    ['notion', 'is away', [{ kind: 'refuse' }]],
    ['notion', 'answers 503', [{ kind: 'status', status: 503 }]],
  ];
  return spread(chance, lastsMs, 20, (own, atMs) => {
    const [vendor, what, faults] = own.oneOf(all);
    return [
      { atMs, act: { kind: 'fault', vendor, what, faults, forMs: own.between(2, 12) * second } },
    ];
  });
}

const tooMany = { name: 'rate_limit_exceeded', statusCode: 429, message: 'Too many requests.' };

/** People's hands in Notion. */
function byHand(chance: Chance, lastsMs: number): Step[] {
  return spread(chance, lastsMs, 30, (own, atMs) => {
    const property = own.oneOf(['Resend ID', 'Reason']);
    return [{ atMs, act: { kind: 'drift', property, forMs: own.between(3, 10) * second } }];
  });
}

const templates = ['5-Day E2', '5-Day E3', '5-Day E4', '5-Day E5', 'noshow_recovery_email_1'];

/** Copy that is edited while its emails are on their way, and taken out of use for a while. */
function editedCopy(chance: Chance, lastsMs: number): Step[] {
  return [
    ...spread(chance, lastsMs, 6, (own, atMs) => [
      { atMs, act: { kind: 'copy', template: own.oneOf(templates) } },
    ]),
    ...spread(chance, lastsMs, 40, (own, atMs) => [
      {
        atMs,
        act: {
          kind: 'inactive',
          template: own.oneOf(templates),
          forMs: own.between(5, 15) * second,
        },
      },
    ]),
  ];
}

/** Processes that die or freeze, most of them where a request stands at a named point. */
function kills(chance: Chance, lastsMs: number): Step[] {
  return spread(chance, lastsMs, 12, (own, atMs) => {
    const victim = own.oneOf([
      'speaker',
      'speaker',
      'speaker',
      'worker',
      'api',
      'temporal',
    ] as const);
    const how = own.isSo(0.7) ? 'kill' : 'freeze';
    const isWorker = victim === 'speaker' || victim === 'worker';
    // Longer than a heartbeat and the lease, or than the whole of an attempt to send may take.
    const freezesFor = isWorker && own.isSo(0.3) ? own.between(36, 50) : own.between(2, 12);
    const forMs = (how === 'kill' ? own.between(0, 4) : freezesFor) * second;
    const isAtPoint = victim === 'speaker' && own.isSo(0.85);
    return [
      {
        atMs,
        act: { kind: 'kill', victim, how, forMs, ...(isAtPoint && { point: own.oneOf(points) }) },
      },
    ];
  });
}

/** Temporal's disk has no room any more, for a while. */
function fullDisk(chance: Chance, lastsMs: number): Step[] {
  return spread(chance, lastsMs, 45, (own, atMs) => [
    { atMs, act: { kind: 'full disk', forMs: own.between(3, 12) * second } },
  ]);
}

const hour = 3_600 * second;

/** The clock of a machine that is off by minutes or hours, all at once and back again. */
function clocks(chance: Chance, lastsMs: number): Step[] {
  return spread(chance, lastsMs, 20, (own, atMs) => {
    const offsetMs = own.oneOf([-7 * hour, -hour, -600 * second, 600 * second, hour, 7 * hour]);
    const forMs = own.between(5, 25) * second;
    return [{ atMs, act: { kind: 'clock', worker: own.between(0, 1), offsetMs, forMs } }];
  });
}

/**
 * Who comes around the time when nobody works: when, in seconds of it, and how long before the website had mailed them.
 * While it lasts the first runs out of the grace of #3, having got #2 just in time; the second of that of #2, and the
 * third of that of #3.
 */
const metByNobody = [
  { atS: -4, mailedS: 650 },
  { atS: 5, mailedS: 610 },
  { atS: 5, mailedS: 690 },
] as const;

/**
 * All workers are away, and the API takes events. Days are minutes here, so that this is longer than some emails may
 * be late: those are skipped, and the rest go one gap after the other when a worker is back.
 */
function away(chance: Chance, lastsMs: number): Step[] {
  return spread(chance, lastsMs, 120, (own, atMs) => {
    const met = metByNobody.map(({ atS, mailedS }, at): Step => {
      const name = `Quillon${at}away${own.between(100, 999)}`;
      const postedMs = Math.max(0, atMs + atS * second);
      const person = { chance: own, at, atMs: postedMs, address: `${name}@salon.example`, name };
      return post(person, postedMs, 'assessment', { body: assessment, ageMs: mailedS * second });
    });
    return [...met, { atMs, act: { kind: 'away', forMs: own.between(65, 75) * second } }];
  });
}

/** For seconds Temporal is away, slow or asked too often, or what it has done is not answered. */
function calls(chance: Chance, lastsMs: number): Step[] {
  const all: readonly [string, CallFault[]][] = [
    ['is not available', [{ how: 'refused', probability: 1 }]],
    ['is asked too often', [{ how: 'exhausted', probability: 0.7 }]],
    ['is slow', [{ how: 'slow', probability: 0.8 }]],
    ['loses answers', [{ how: 'lost', probability: 0.4 }]],
    ['loses answers', [{ how: 'lost', methods: begins, probability: 1 }]],
    ['loses what workers tell', [{ how: 'lost', methods: reports, probability: 0.7 }]],
    ['breaks connections', [{ how: 'cut', methods: [...begins, ...reports], probability: 0.3 }]],
    ['hands out tasks into the void', [{ how: 'cut', methods: polls, probability: 0.2 }]],
  ];
  return spread(chance, lastsMs, 25, (own, atMs) => {
    const [what, faults] = own.oneOf(all);
    return [{ atMs, act: { kind: 'calls', what, faults, forMs: own.between(2, 9) * second } }];
  });
}

/** Names of Temporal's API: what starts a run or tells it something. */
const begins = [
  'StartWorkflowExecution',
  'SignalWithStartWorkflowExecution',
  'SignalWorkflowExecution',
  'UpdateWorkflowExecution',
  'ExecuteMultiOperation',
];
/** What a worker says of its work. */
const reports = [
  'RespondWorkflowTaskCompleted',
  'RespondActivityTaskCompleted',
  'RespondActivityTaskFailed',
  'RecordActivityTaskHeartbeat',
];
/** What a worker asks for work. */
const polls = ['PollWorkflowTaskQueue', 'PollActivityTaskQueue'];

/** Something each so many seconds, more or less. */
function spread(
  chance: Chance,
  lastsMs: number,
  everySeconds: number,
  make: (own: Chance, atMs: number) => Step[],
): Step[] {
  const count = Math.floor(lastsMs / (everySeconds * second));
  return Array.from({ length: count }, (_, at) => {
    const own = chance.fork();
    return make(own, Math.floor((at + own.next()) * everySeconds * second));
  }).flat();
}
