/** The sandbox's own secrets: everybody can read them here, so that they open nothing elsewhere. */
export const sandboxSecrets = {
  RESEND_WEBHOOK_SECRET: 'whsec_c2FuZGJveC1yZXNlbmQtd2ViaG9vay1zZWNyZXQ=',
  UNSUBSCRIBE_SECRET: 'sandbox-unsubscribe-secret-sandbox',
  CONTACT_KEY_SECRET: 'sandbox-contact-key-secret-sandbox',
  WEBHOOK_KEY: 'sandbox-webhook-key',
  CALCOM_WEBHOOK_SECRET: 'sandbox-calcom-secret',
  CALENDLY_WEBHOOK_SECRET: 'sandbox-calendly-secret',
  ADMIN_TOKEN: 'sandbox-admin-token',
} as const;
