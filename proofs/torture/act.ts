import type { Fault } from '../../src/sandbox/standin/faults.js';
import type { CallFault } from './temporal-proxy.js';

/** What is done at one moment of a torture. */
export type Act =
  | { kind: 'post'; event: string; body: Record<string, unknown>; copies: number; ageMs?: number }
  | { kind: 'stop'; name: 'booked' | 'unsubscribed' | 'operator'; address: string }
  | { kind: 'resubscribe'; address: string }
  | { kind: 'control'; event: string; address: string; control: string; body: object }
  /** What Temporal's own tools offer to do to a run. */
  | { kind: 'in temporal'; does: 'cancel' | 'terminate'; event: string; address: string }
  | { kind: 'switch'; sending: boolean; mode?: string }
  | { kind: 'edit'; address: string; property: 'emailStatus' | 'bookingStatus'; value: string }
  | {
      kind: 'delivery';
      address: string;
      type: 'email.bounced' | 'email.complained';
      copies: number;
    }
  | { kind: 'trash'; address: string; number: number }
  | { kind: 'copy'; template: string }
  | {
      kind: 'fault';
      vendor: Vendor;
      what: string;
      faults: Fault[];
      forMs: number;
      template?: string;
      email?: string;
    }
  | { kind: 'drift'; property: string; forMs: number }
  | { kind: 'inactive'; template: string; forMs: number }
  /** Temporal's server can write no more. */
  | { kind: 'full disk'; forMs: number }
  /** A worker's clock jumps, and back. */
  | { kind: 'clock'; worker: number; offsetMs: number; forMs: number }
  /** All workers are dead, and none comes back before that. */
  | { kind: 'away'; forMs: number }
  /** Calls to Temporal fail on their way, or on their way back. */
  | { kind: 'calls'; what: string; faults: CallFault[]; forMs: number }
  | { kind: 'kill'; victim: Victim; how: 'kill' | 'freeze'; point?: string; forMs: number };

export type Step = { atMs: number; act: Act };

/** In ms since the beginning. */
export interface Interval {
  fromMs: number;
  untilMs: number;
}

export type Vendor = 'notion' | 'resend';
export type Victim = 'speaker' | 'worker' | 'api' | 'temporal';

export interface Script {
  seed: number;
  /** For how long things happen; then all is healed. */
  lastsMs: number;
  steps: Step[];
}

export interface Asked {
  seed: number;
  minutes: number;
  /** Which kinds of trouble there are; all, where nothing is said. */
  only?: readonly Trouble[] | undefined;
}

export const troubles = [
  'answers',
  'storms',
  'notion',
  'copy',
  'kills',
  'disk',
  'clocks',
  'away',
  'calls',
] as const;
export type Trouble = (typeof troubles)[number];
