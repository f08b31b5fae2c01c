import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Server, Socket } from 'node:net';

/** By Node's code for what is wrong. Any other: it is no HTTP. */
const answers: Record<string, readonly [status: number, title: string, detail: string]> = {
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large', 'The headers are over 16 KiB.'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'Content Too Large', 'The chunk extensions are too large.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout', 'The request took over 10 seconds to come.'],
};
const noHttp = [400, 'Bad Request', 'This is no request of HTTP/1.1.'] as const;

/** Answers what never becomes a request in the form of all other problems; Node would send a bare line. */
export function answerUnreadable(server: Server): void {
  server.on('clientError', (error: Error & { code?: string }, socket: Socket) => {
    // Where an answer has begun, another in the middle of it would be taken for its body.
    const { _httpMessage: begun } = socket as { _httpMessage?: ServerResponse };
    if (!socket.writable || begun?.headersSent) {
      socket.destroy(error);
      return;
    }
    const [status, title, detail] = answers[error.code ?? ''] ?? noHttp;
    const body = JSON.stringify({ type: 'about:blank', title, status, detail });
    const head = [
      `HTTP/1.1 ${status} ${title}`,
      'Connection: close',
      'Cache-Control: no-store',
      'Content-Type: application/problem+json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      `X-Request-Id: ${randomUUID()}`,
    ];
    socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  });
}
