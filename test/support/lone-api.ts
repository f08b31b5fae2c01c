import assert from 'node:assert/strict';
import type { Client } from '@temporalio/client';
import type { ApiDeps } from '../../src/api/deps.js';
import { type CallerLimits, Callers } from '../../src/api/http/callers.js';
import { LastHeard } from '../../src/api/http/last-heard.js';
import { createCodec } from '../../src/codec/codec.js';
import { createLogger } from '../../src/processes/log.js';
import { createSite } from '../../src/processes/site.js';
import { createRuns } from '../../src/runs/runs.js';
import { temporalSwitchedOn } from './switch-temporal.js';

/** What a test hands in; `client` is the Temporal behind it. */
export type LoneParts = Partial<ApiDeps> & { client?: Client; limits?: CallerLimits };

/** What contacts are known by. */
export const secretOfKeys = 'a secret of at least thirty-two characters';

const now = () => new Date('2025-12-01T12:00:00Z');

/** The API with the console beside it, and without anything behind them. */
export const loneApi = ({ client = temporalSwitchedOn(), limits, ...more }: LoneParts = {}) =>
  createSite({
    runs: createRuns({ client, now: more.now ?? now }),
    webhookKeys: { general: ['general-key'], byEvent: {} },
    senderSecrets: { calcom: [], calendly: [] },
    isFromResend: () => false,
    contactKeySecret: secretOfKeys,
    unsubscribeSecrets: ['another secret of thirty-two characters'],
    isTesting: false,
    isShadow: false,
    zone: 'UTC',
    adminToken: 'admin-token',
    callers: new Callers({ burst: 1_000, ...limits }),
    lastHeard: new LastHeard(),
    findContact: async () => undefined,
    findDeliveries: async () => new Map(),
    findAddress: async () => undefined,
    findTemplates: async () => [],
    findTemplate: async () => undefined,
    renderPreview: () => assert.fail('nothing is rendered here'),
    isTestRecipient: () => false,
    temporalRunUrl: () => '',
    temporalContactUrl: () => '',
    temporalPageUrl: () => '',
    codec: createCodec([]),
    uiOrigins: [],
    version: '1.2.3',
    readiness: async () => ({ missing: [], isSending: true }),
    log: createLogger('silent'),
    now,
    ...more,
  });

export const json = { 'Content-Type': 'application/json' };
export const bearer = { Authorization: 'Bearer general-key' };

/** A request's environment: it comes from this address. */
export const from = (address: string) => ({ incoming: { socket: { remoteAddress: address } } });
