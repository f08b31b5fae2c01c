/** What older systems keep their settings in, as a test's files hold it. */

export const encode = (text: string) => Buffer.from(text).toString('base64');

/** Each holds a word that nothing may ever print. */
export const values = {
  NOTION_TOKEN: 'ntn_CANARY0token0',
  NOTION_CONTACTS_DB_ID: '199c97e4-c0a0-4100-8d2d-6a8a2a1b2c3d',
  NOTION_TEMPLATES_DB_ID: '299c97e4c0a041008d2d6a8a2a1b2c3d',
  NOTION_EMAIL_SEQUENCE_DB_ID: '576de1aa-6064-4201-a5e6-623b7f2be79a',
  RESEND_API_KEY: 're_CANARY0key0123456',
  ALERT_WEBHOOK_URL: 'https://discord.example/api/webhooks/CANARY',
  TESTING_MODE: 'false',
};
export const canaries = [
  ...Object.values(values).filter((value) => value !== 'false'),
  'CANARY',
].flatMap((value) =>
  [value, encode(value), encode(encode(value))].map((form) => form.replace(/=+$/, '')),
);

export const kestra = [
  '# Secrets of Kestra',
  `SECRET_NOTION_TOKEN=${encode(values.NOTION_TOKEN)}`,
  `export SECRET_NOTION_BUSINESSX_DB_ID="${encode(values.NOTION_CONTACTS_DB_ID)}" # contacts`,
  `SECRET_NOTION_EMAIL_TEMPLATES_DB_ID='${encode(encode(values.NOTION_TEMPLATES_DB_ID))}'`,
  `SECRET_NOTION_EMAIL_SEQUENCE_DB_ID=${values.NOTION_EMAIL_SEQUENCE_DB_ID}`,
  `SECRET_SECRET_RESEND_API_KEY=${encode(values.RESEND_API_KEY)}`,
  `SECRET_DISCORD_WEBHOOK_URL=${encode(values.ALERT_WEBHOOK_URL)}`,
  'SECRET_TESTING_MODE=false',
  'TESTING_MODE=false',
  'POSTGRES_PASSWORD=CANARY-of-kestra',
  'KESTRA_ENCRYPTION_SECRET_KEY=CANARY-too',
  '',
].join('\n');

export const blocks = {
  'notion-token': values.NOTION_TOKEN,
  'notion-businessx-db-id': values.NOTION_CONTACTS_DB_ID,
  'notion-email-templates-db-id': values.NOTION_TEMPLATES_DB_ID,
  'notion-email-sequence-db-id': values.NOTION_EMAIL_SEQUENCE_DB_ID,
  'resend-api-key': values.RESEND_API_KEY,
  'discord-webhook-url': values.ALERT_WEBHOOK_URL,
  'testing-mode': false,
};
export const documentOf = ([name, value]: [string, unknown]) => ({
  id: '6c8a4f02-6f7c-4a4e-9a3a-0f6f3b7f8f11',
  created: '2025-11-20T10:00:00Z',
  name,
  data: { value },
  block_type: { name: 'Secret', slug: 'secret' },
  is_anonymous: false,
});
