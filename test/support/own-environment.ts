import { sandboxSettings } from '../../src/sandbox/settings.js';

/** A whole environment outside the sandbox: its stand-ins, and secrets that are nobody else's. */
export const ownEnvironment = {
  ...sandboxSettings({}, '/').env,
  RESEND_WEBHOOK_SECRET: 'whsec_b3duLXNlY3JldC1vZi1hLXRlc3QtcmVzZW5kLi4uLg==',
  UNSUBSCRIBE_SECRET: 'own-secret-of-a-test-unsubscribe-secret',
  CONTACT_KEY_SECRET: 'own-secret-of-a-test-contact-key-secret',
  ENCRYPTION_KEY: 'own:b3duLXNlY3JldC1vZi1hLXRlc3QtZW5jcnlwdGlvbi4=',
  WEBHOOK_KEY: 'own-secret-of-a-test-webhook-key',
  CALCOM_WEBHOOK_SECRET: 'own-secret-of-a-test-calcom',
  CALENDLY_WEBHOOK_SECRET: 'own-secret-of-a-test-calendly',
  ADMIN_TOKEN: 'own-secret-of-a-test-admin-token',
} satisfies Record<string, string | undefined>;
