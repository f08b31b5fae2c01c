// Loaded before a process of the product: its clock is as far off as a file says, and may jump at any moment.
import { readFileSync } from 'node:fs';

const file = process.env['SHIFTED_CLOCK'] ?? '';
const lookEveryMs = 200;

const RealDate = Date;
let offsetMs = 0;

function look() {
  try {
    offsetMs = Number(readFileSync(file, 'utf8'));
  } catch {
    offsetMs = 0; // nobody has turned it yet
  }
}

look();
setInterval(look, lookEveryMs).unref();

const now = () => RealDate.now() + offsetMs;

globalThis.Date = new Proxy(RealDate, {
  construct: (target, told, newTarget) =>
    Reflect.construct(target, told.length === 0 ? [now()] : told, newTarget),
  apply: () => new RealDate(now()).toString(),
  get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
});
