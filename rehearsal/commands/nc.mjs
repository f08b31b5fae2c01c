/** `nc -z HOST PORT`: 0 where somebody listens. */
import { connect } from 'node:net';

const [, host = '', port] = process.argv.slice(2);
const socket = connect({ host, port: Number(port), timeout: 5_000 });
const end = (/** @type {number} */ code) => () => process.exit(code);
socket.on('connect', end(0)).on('timeout', end(1)).on('error', end(1));
