/**
 * What a website does when somebody has finished the assessment: it sends them email #1 itself, and tells
 * Evergreen, which sends the rest. A route handler of Next.js; it uses nothing but `fetch`.
 *
 * `submissionId` is made by the page once, when the form is opened (`crypto.randomUUID()`), and stays the
 * same however often the form is sent: so whatever is done twice here has an effect once.
 */

interface Submission {
  submissionId: string;
  email: string;
  firstName: string;
  redSystems: number;
  weakestSystem: string;
}

export async function POST(request: Request): Promise<Response> {
  const posted: unknown = await request.json().catch(() => undefined);
  const submission = posted as Submission | undefined;
  if (!submission?.submissionId || !submission.email) {
    return Response.json({ ok: false }, { status: 400 });
  }
  const emailOne = await sendEmailOne(submission);
  const answer = await tellEvergreen('/webhooks/assessment', {
    email: submission.email,
    first_name: submission.firstName,
    red_systems: submission.redSystems,
    weakest_system_1: submission.weakestSystem,
    ...emailOne,
  });
  // Taken, also where it was taken before, or nothing that Evergreen would send mail for.
  if (answer?.ok) return Response.json({ ok: true });
  if (answer?.status === 422) {
    const { errors } = (await answer.json()) as { errors: { path: string; message: string }[] };
    return Response.json({ ok: false, errors }, { status: 422 });
  }
  // Nobody has it. The page sends the same submission again, or your own queue does.
  console.error('Evergreen has not taken an assessment', answer?.status ?? 'no answer');
  return Response.json({ ok: false }, { status: 503, headers: { 'Retry-After': '30' } });
}

/** What became of #1, as Evergreen wants to know it: it carries on either way. */
async function sendEmailOne({ submissionId, email, firstName }: Submission) {
  const mail = {
    from: process.env['RESEND_FROM_EMAIL'],
    to: [email],
    subject: 'Your results',
    text: `Hi ${firstName},\n\nHere is what your answers say.\n`,
  };
  const response = await again(() =>
    fetch(`${process.env['RESEND_BASE_URL'] ?? 'https://api.resend.com'}/emails`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${process.env['RESEND_API_KEY']}`,
        'Content-Type': 'application/json',
        // Resend sends one mail for a key, however often it is asked within a day.
        'Idempotency-Key': `assessment/${submissionId}/1`,
      },
      body: JSON.stringify(mail),
      signal: AbortSignal.timeout(10_000),
    }),
  );
  return { email_1_status: statusOf(response), email_1_sent_at: new Date().toISOString() };
}

/** Without an answer, and after a 5xx, it may have gone all the same. */
function statusOf(response: Response | undefined): 'sent' | 'failed' | 'unknown' {
  if (!response || response.status >= 500) return 'unknown';
  return response.ok ? 'sent' : 'failed';
}

/** Posts an event. Posting it again is safe after any answer and after none: it is told `duplicate` then. */
async function tellEvergreen(path: string, event: object): Promise<Response | undefined> {
  return again(() =>
    fetch(`${process.env['FOLLOW_UP_URL']}${path}`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${process.env['FOLLOW_UP_KEY']}`,
        'Content-Type': 'application/json',
      },
      body: JSON.stringify(event),
      signal: AbortSignal.timeout(10_000),
    }),
  );
}

/**
 * Asks up to four times: after no answer, a 429 and a 5xx, when `Retry-After` says, else after 1, 2 and 4
 * seconds, and never later than in ten. Any other answer stays the same however often it is asked for.
 */
async function again(ask: () => Promise<Response>): Promise<Response | undefined> {
  for (let pauseMs = 1_000; ; pauseMs *= 2) {
    const response = await ask().catch(() => undefined);
    const isOver = response && response.status !== 429 && response.status < 500;
    if (isOver || pauseMs > 4_000) return response;
    const askedMs = Number(response?.headers.get('Retry-After')) * 1_000;
    const waitMs = Math.min(askedMs || pauseMs, 10_000);
    await new Promise((resolve) => setTimeout(resolve, waitMs));
  }
}
