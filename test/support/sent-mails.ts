import type { World } from './world.js';

/** A mail as Resend keeps it. */
export interface SentMail {
  id: string;
  from: string;
  to: string[];
  subject: string;
  html: string;
  text: string;
  reply_to?: string[] | null;
  tags?: object[];
  /** When it was accepted. */
  created_at: string;
}

/** Every mail that Resend has accepted, whole, the latest first. */
export async function sentMails({ config }: World): Promise<SentMail[]> {
  const { baseUrl = '', apiKey } = config.resend;
  const ask = async (path: string) => {
    const headers = { Authorization: `Bearer ${apiKey}` };
    return (await fetch(`${baseUrl}${path}`, { headers })).json();
  };
  const { data } = (await ask('/emails')) as { data: { id: string }[] };
  return Promise.all(data.map(async ({ id }) => (await ask(`/emails/${id}`)) as SentMail));
}
