import { createEmulator } from 'emulate';
import { Resend } from 'resend';
import { createResendStandIn } from '../../src/sandbox/resend/server.js';
import { createGate } from '../../src/vendors/gate.js';
import { freePorts } from '../support/sandbox-process.js';
import { describeContract, type Target } from './fact.js';
import { type Account, resendFacts, resendQuestions } from './resend-facts.js';
import { Traffic } from './traffic.js';

/** Slower than the two a second that older accounts have. */
const politeRequestsPerSecond = 1.5;
const sender = 'Ava <ava@studio.test>';

const { CONTRACT_RESEND_API_KEY: key, CONTRACT_RESEND_FROM: from } = process.env;

function account(url: string, more: Pick<Account, 'from'> & Partial<Account> & { key?: string }) {
  return {
    url,
    resend: (other?: string) => new Resend(other ?? more.key ?? 're_contract', { baseUrl: url }),
    pass: <T>(request: () => Promise<T>) => request(),
    ...more,
  };
}

async function startStandIn(): Promise<Target<Account>> {
  const traffic = new Traffic({ allRequests: false });
  let now = Date.now();
  const standIn = createResendStandIn({
    file: ':memory:',
    observer: traffic.observer('resend'),
    isStrict: true,
    seed: { domains: [{ name: 'studio.test' }] },
    // A second per request, so that its own rate limit is never reached.
    now: () => new Date((now += 1_000)),
  });
  const server = await standIn.listen(0);
  return {
    name: 'the stand-in',
    isService: false,
    client: account(server.url, { from: sender }),
    async close() {
      await server.close();
      standIn.close();
      traffic.assertFaithful();
    },
  };
}

async function startEmulate(): Promise<Target<Account>> {
  const [port = 0] = await freePorts(1);
  const emulator = await createEmulator({ service: 'resend', port });
  return {
    name: 'emulate',
    isService: false,
    client: account(emulator.url, { from: sender }),
    close: () => emulator.close(),
  };
}

async function startService(): Promise<Target<Account>> {
  const gate = createGate(politeRequestsPerSecond);
  return {
    name: 'the service',
    isService: true,
    client: account('https://api.resend.com', {
      from: from ?? '',
      ...(key !== undefined && { key }),
      pass: (request) => gate.pass(request),
    }),
    close: async () => undefined,
  };
}

const facts = { facts: resendFacts, questions: resendQuestions };

describe('Contract with Resend', () => {
  describeContract('kept by the stand-in', startStandIn, {
    ...facts,
    gaps: { 'a wrong key is refused': 'any key is right' },
  });

  // Written by others from the same documentation; its gaps are known, and named.
  describeContract('kept by emulate, an independent judge', startEmulate, {
    ...facts,
    gaps: {
      'a missing field has a name of its own': 'calls it validation_error',
      'a recipient that is no address is refused': 'takes bad addresses',
      'a sender that is no address is refused': 'takes bad addresses',
      '51 recipients are refused': 'takes any number',
      'a slash in a tag is refused': 'takes bad tags',
      'a sender domain that is not verified is refused': 'knows no domains',
      'a recipient at example.com is refused': 'takes it',
      'a request without a key is refused': 'takes a missing key',
      'a wrong key is refused': 'takes any key',
      'answers tell the rate limit': 'has other headers',
      'the usage tells both quotas and the rate': 'has no usage',
      'how many requests does a second allow': 'has no such limit',
      'is the suppression list open to this account': 'has none',
    },
  });

  describeContract(
    'kept by the service',
    key !== undefined && from !== undefined
      ? startService
      : { skipped: 'set CONTRACT_RESEND_API_KEY, and CONTRACT_RESEND_FROM on a verified domain' },
    {
      ...facts,
      gaps: {
        'a recipient at example.com is refused': 'would mail a stranger if it were wrong',
      },
    },
  );
});
