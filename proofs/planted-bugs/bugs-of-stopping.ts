import { type Bug, bug } from './bug.js';
import {
  booked,
  cancelled,
  complained,
  stoppedByHand,
  supersededByCall,
  typedIn,
  unsubscribed,
} from './witnesses.js';

const runFile = 'src/workflows/run/run.ts';
const prepareFile = 'src/activities/emails/prepare-email.ts';

/** In who is stopped, and by what. */
export const bugsOfStopping: readonly Bug[] = [
  bug(
    'a stop is heard and not obeyed',
    'I3',
    {
      file: runFile,
      search: 'this.stopped = message;',
      replace: "if (message.cause === 'bounced') this.stopped = message;",
    },
    stoppedByHand,
  ),
  bug(
    "Temporal's own Cancel is heard and not obeyed",
    ['I3', 'I6'],
    {
      file: 'src/workflows/run/listen.ts',
      search: "run.stop({ cause: 'operator', at:",
      replace: "if (run.stopped) run.stop({ cause: 'operator', at:",
    },
    cancelled,
  ),
  bug(
    'a booking ends nothing',
    'I3',
    {
      file: 'src/campaign/stops.ts',
      search: 'booked:       { ends: marketing,',
      replace: 'booked:       { ends: [],',
    },
    booked,
  ),
  bug(
    'an event does not end what it supersedes',
    'I3',
    {
      file: 'src/workflows/run/supersede.ts',
      search: 'if (!sequence.stop || earlier) return;',
      replace: 'if (!sequence.stop || earlier || contact) return;',
    },
    supersededByCall,
  ),
  bug(
    'a complaint that Resend tells of ends nothing',
    ['I3', 'I7'],
    {
      file: 'src/domain/run/delivery.ts',
      search: "if (event === 'email.complained') return 'complained';",
      replace: "if (event === 'email.complained') return undefined;",
    },
    complained,
  ),
  bug(
    "every stop is told as an operator's",
    'I6',
    {
      file: runFile,
      search: 'this.stopped = message;',
      replace: "this.stopped = { ...message, cause: 'operator' };",
    },
    booked,
  ),
  bug(
    "the contact's status in Notion is not asked",
    'I3',
    {
      file: prepareFile,
      search: "if (cause) return { kind: 'stop', cause };",
      replace: '',
    },
    typedIn,
  ),
  bug(
    'who has unsubscribed is forgotten by what begins later',
    'I3',
    [
      {
        file: prepareFile,
        search: "if (cause) return { kind: 'stop', cause };",
        replace: '',
      },
      {
        file: runFile,
        search: 'if (!suppressedBy) return;\n    this.alertOfClient(suppressedBy);',
        replace:
          'if (this.person.enrolment) delete this.person.enrolment.suppressedBy;\n    if (!suppressedBy) return;\n    this.alertOfClient(suppressedBy);',
      },
    ],
    unsubscribed,
  ),
];
