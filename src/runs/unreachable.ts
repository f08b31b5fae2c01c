import { createConnection, isIP, type Socket } from 'node:net';
import { type ConnectionOptions, connect } from 'node:tls';
import { SECOND } from '../domain/duration.js';

/** How Temporal is reached, as its official configuration has it. */
export interface Reach {
  address?: string | undefined;
  tls?: boolean | null | TlsReach | undefined;
}

interface TlsReach {
  serverNameOverride?: string | undefined;
  serverRootCACertificate?: Uint8Array | undefined;
  clientCertPair?: { crt: Uint8Array; key: Uint8Array } | null | undefined;
}

const patienceMs = 5 * SECOND;

const stranger =
  'its certificate is signed by nobody we know; TEMPORAL_TLS_SERVER_CA_CERT_PATH names who signs it';
const asks =
  'it asks for a client certificate; TEMPORAL_TLS_CLIENT_CERT_PATH and TEMPORAL_TLS_CLIENT_KEY_PATH name one';
const refused = 'it does not accept our client certificate (TEMPORAL_TLS_CLIENT_CERT_PATH)';

/** What Node and OpenSSL call it, and what it means here. */
const meanings: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there',
  ENOTFOUND: 'there is no such host',
  ECONNRESET: 'it ends the connection',
  ETIMEDOUT: 'it does not answer',
  EPROTO: 'it does not speak TLS; TEMPORAL_TLS=false is for that',
  SELF_SIGNED_CERT_IN_CHAIN: stranger,
  DEPTH_ZERO_SELF_SIGNED_CERT: stranger,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: stranger,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: stranger,
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID:
    'its certificate has another name; TEMPORAL_TLS_SERVER_NAME says which',
  ERR_OSSL_X509_KEY_VALUES_MISMATCH:
    'TEMPORAL_TLS_CLIENT_KEY_PATH is not the key of our certificate',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS; TEMPORAL_TLS=false is for that',
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: asks,
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: refused,
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: refused,
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED: 'our client certificate has expired',
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN: refused,
};

/**
 * Why nobody can be reached there, in words of ours: what a client of gRPC keeps to itself. Undefined where a
 * server answers, which may still refuse what it is asked.
 */
export async function whyUnreachable({ address = 'localhost:7233', tls }: Reach) {
  try {
    await knock(address, tls);
    return undefined;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return meanings[code] ?? (error instanceof Error ? error.message : String(error));
  }
}

/** @throws with a code or a sentence, where nobody listens, or one of the two does not accept the other */
function knock(address: string, tls: Reach['tls']): Promise<void> {
  const { hostname, port } = new URL(`tcp://${address}`);
  const host = hostname.replaceAll(/[[\]]/g, '');
  const door = { host, port: Number(port || 7233) };
  const socket: Socket = tls
    ? connect({ ...door, ...optionsOf(host, tls) })
    : createConnection(door);
  let isSecure = false;
  socket.once('secureConnect', () => (isSecure = true));
  return new Promise<void>((resolve, reject) => {
    // Who is refused by TLS 1.3 hears of it only when the server would have spoken first, if at all.
    socket.once(tls ? 'data' : 'connect', () => resolve());
    const end = () =>
      reject(isSecure ? new Error(isTold(tls) ? refused : asks) : fault('ECONNRESET'));
    socket.once('close', end);
    socket.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNRESET' ? end() : reject(error),
    );
    socket.setTimeout(patienceMs, () => reject(fault('ETIMEDOUT')));
  }).finally(() => socket.on('error', () => {}).destroy());
}

function isTold(tls: Reach['tls']): boolean {
  return typeof tls === 'object' && Boolean(tls?.clientCertPair);
}

function fault(code: string): Error {
  return Object.assign(new Error(code), { code });
}

function optionsOf(host: string, tls: true | TlsReach): ConnectionOptions {
  const {
    serverNameOverride,
    serverRootCACertificate: ca,
    clientCertPair,
  } = tls === true ? {} : tls;
  return {
    servername: serverNameOverride ?? (isIP(host) ? '' : host),
    ALPNProtocols: ['h2'],
    ...(ca && { ca: Buffer.from(ca) }),
    ...(clientCertPair && {
      cert: Buffer.from(clientCertPair.crt),
      key: Buffer.from(clientCertPair.key),
    }),
  };
}
