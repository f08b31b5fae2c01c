import { Client } from '@temporalio/client';
import { type ApiDeps, createApp } from '../../src/api/app.js';
import { createLogger } from '../../src/processes/log.js';
import { connectToNobody } from './nobody.js';

/** Nothing here may reach Temporal. */
const nobody = connectToNobody();

export const noKeys = {
  signup: [],
  assessment: [],
  'no-show': [],
  'post-call': [],
  onboarding: [],
};

/** The API without anything behind it. */
export const loneApi = (more: Partial<ApiDeps> = {}) =>
  createApp({
    client: new Client({ connection: nobody }),
    webhookKeys: { general: ['general-key'], byEvent: noKeys },
    senderSecrets: { calcom: [], calendly: [] },
    isFromResend: () => false,
    contactKeySecret: 'a secret of at least thirty-two characters',
    unsubscribeSecrets: ['another secret of thirty-two characters'],
    isTesting: false,
    adminToken: 'admin-token',
    rateLimit: { burst: 1_000, perSecond: 50, isExempt: () => false },
    findContact: async () => undefined,
    findDeliveries: async () => new Map(),
    findAddress: async () => undefined,
    temporalRunUrl: () => '',
    temporalContactUrl: () => '',
    version: '1.2.3',
    readiness: {},
    stopRuns: async () => [],
    sendingOffAt: async () => undefined,
    log: createLogger('silent'),
    now: () => new Date('2025-12-01T12:00:00Z'),
    ...more,
  });

export const json = { 'Content-Type': 'application/json' };
export const bearer = { Authorization: 'Bearer general-key' };
