/** Starts the thread from its source: the loader that the process was started with is not there in threads. */
import { register } from 'tsx/esm/api';

register();
await import('./thread.js');
