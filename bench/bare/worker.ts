import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { Post } from './workflow.js';

/** A worker as one would first write it; it ends with the process that has started it. */

const { TEMPORAL_ADDRESS: address = '', EMAILS_PER_SECOND = '10' } = process.env;
const post: Post = async ({ url, email }) => {
  const response = await fetch(`${url}/emails`, {
    method: 'POST',
    headers: { Authorization: 'Bearer re_sandbox', 'Content-Type': 'application/json' },
    body: JSON.stringify({
      from: 'Sunset <hello@sunset.example>',
      to: [email],
      subject: 'Hello',
      html: '<p>Hello</p>',
    }),
  });
  if (!response.ok) throw new Error(`Resend answered ${response.status}`);
};

const connection = await NativeConnection.connect({ address });
const worker = await Worker.create({
  connection,
  taskQueue: 'bare',
  workflowsPath: fileURLToPath(new URL('workflow.ts', import.meta.url)),
  activities: { post },
  maxTaskQueueActivitiesPerSecond: Number(EMAILS_PER_SECOND),
});
process.stdout.write(`${JSON.stringify({ event: 'the worker is running' })}\n`);
await worker.run();
