import { setTimeout } from 'node:timers/promises';
import type { Fault } from '../../src/sandbox/standin/faults.js';
import type { Trouble } from '../judge/evidence.js';
import type { Act, Script, Vendor } from './act.js';
import { doInTemporal, insist, rename, trash } from './by-hand.js';
import { Caller } from './caller.js';
import { Copy } from './copy.js';
import type { Notes } from './gather.js';
import { chooseAmong } from './processes.js';
import type { Scene } from './scene.js';
import { sayAct } from './script.js';
import type { CallFault } from './temporal-proxy.js';

/** How long a process needs after what was done to it until it does its work as before. */
const recoveryMs = { vendors: 15_000, processes: 25_000 };
/** A point that no request comes to is waited for no longer. */
const patienceMs = 30_000;
/** So long after all is healed callers still ask again. */
const callersMs = 60_000;

/** Plays a script on a scene, and notes what it did. */
export class Player {
  readonly notes: Notes = { calls: [], edits: [], copy: [], troubles: [], canaries: [] };
  readonly caller: Caller;
  private readonly scene: Scene;
  private readonly script: Script;
  private readonly say: (line: string) => void;
  private readonly copy: Copy;
  private readonly faults: Record<Vendor, Fault[][]> = { notion: [], resend: [] };
  private callFaults: CallFault[][] = [];
  private startMs = 0;
  private isHealed = false;
  private isAbandoned = false;

  constructor(scene: Scene, script: Script, say: (line: string) => void) {
    this.scene = scene;
    this.script = script;
    this.say = say;
    this.copy = new Copy(scene, this.notes.copy);
    this.caller = new Caller(scene.apiUrl, () =>
      this.isAbandoned ? 0 : this.startMs + script.lastsMs + callersMs,
    );
    this.notes.calls = this.caller.calls;
  }

  /** Nothing more is begun. */
  abandon(): void {
    this.isAbandoned = true;
  }

  /** All that the seed says, then everything is healed. */
  async play(): Promise<void> {
    await this.copy.mark();
    this.startMs = Date.now();
    const acts: Promise<void>[] = [];
    const strikes: Promise<void>[] = [];
    for (const { atMs, act } of this.script.steps) {
      await setTimeout(Math.max(0, this.startMs + atMs - Date.now()));
      if (this.isAbandoned) return;
      const list = act.kind === 'kill' ? strikes : acts;
      list.push(
        this.act(act).catch((error: Error) => this.say(`${sayAct(act)}: ${error.message}`)),
      );
    }
    await setTimeout(Math.max(0, this.startMs + this.script.lastsMs - Date.now()));
    await Promise.all(strikes); // they wait for their points, though not for long
    this.isHealed = true;
    this.setFaults();
    await Promise.all(acts);
    await this.letGo();
  }

  private async act(act: Act): Promise<void> {
    const { caller, scene } = this;
    if (act.kind === 'post') return this.post(act);
    if (act.kind === 'stop') return caller.stop(act.name, act.address);
    if (act.kind === 'control') return this.control(act);
    if (act.kind === 'in temporal') return doInTemporal(scene, act, caller);
    if (act.kind === 'edit') return this.edit(act);
    if (act.kind === 'delivery') return this.tellDelivery(act);
    if (act.kind === 'copy') return this.copy.edit(act.template);
    if (act.kind === 'kill') return this.strike(act);
    if (act.kind === 'fault') return this.spoil(act);
    if (act.kind === 'drift') return this.drift(act);
    if (act.kind === 'inactive') return this.takeOut(act);
    if (act.kind === 'full disk') return this.fill(act);
    if (act.kind === 'clock') return this.turnClock(act);
    if (act.kind === 'away') return this.sendAway(act);
    if (act.kind === 'calls') return this.spoilCalls(act);
    if (act.kind === 'switch') return caller.throwSwitch(act);
    if (act.kind === 'resubscribe') return caller.resubscribe(act.address);
    return trash(scene, this.notes, act);
  }

  private async post({
    event,
    body,
    copies,
    ageMs,
  }: Extract<Act, { kind: 'post' }>): Promise<void> {
    const { canaries } = this.notes;
    const sentAt = ageMs && { email_1_sent_at: new Date(Date.now() - ageMs).toISOString() };
    const told = this.posted.get(`${event} ${String(body['email'])}`) ?? { ...body, ...sentAt };
    this.posted.set(`${event} ${String(body['email'])}`, told);
    const name = String(body['first_name']);
    if (!canaries.includes(name)) canaries.push(name);
    await Promise.all(Array.from({ length: copies }, () => this.caller.post(event, told)));
  }

  /** The same event is the same to the byte. */
  private readonly posted = new Map<string, Record<string, unknown>>();

  private async control({ event, address, control, body }: Extract<Act, { kind: 'control' }>) {
    const id = this.caller.runOf(event, address);
    if (!id) return;
    const { inMs, ...rest } = body as { inMs?: number };
    const at = inMs === undefined ? {} : { at: new Date(Date.now() + inMs).toISOString() };
    await this.caller.operate(`/runs/${encodeURIComponent(id)}/${control}`, { ...rest, ...at });
  }

  private async edit({ address, property, value }: Extract<Act, { kind: 'edit' }>): Promise<void> {
    const { contacts } = this.scene.observer;
    const rows = await insist(() => contacts.find('email', 'equals', address.toLowerCase()));
    const [row] = rows;
    if (!row) return;
    await insist(() => contacts.update(row.id, { [property]: value }));
    this.notes.edits.push({ atMs: Date.now(), email: address, what: property, value });
  }

  /** What becomes of the newest mail of somebody, where there is one by then. */
  private async tellDelivery({ address, type, copies }: Extract<Act, { kind: 'delivery' }>) {
    const { resend } = this.scene;
    const mail = resend.ledger().findLast(({ to }) => to.includes(address));
    if (!mail) return;
    await Promise.all(
      Array.from({ length: copies }, () => resend.happen({ emailId: mail.id, type })),
    );
  }

  /** Kills or freezes a process, at a named point of one of its requests or at once. */
  private async strike({ victim, how, point, forMs }: Extract<Act, { kind: 'kill' }>) {
    const strike = async () => {
      const one = victim === 'temporal' ? this.scene.temporal : chooseAmong(this.scene, victim);
      const trouble: Trouble = {
        fromMs: Date.now(),
        what: `${victim} ${how}`,
        isOfProcess: true,
      };
      this.notes.troubles.push(trouble);
      const struck = (how === 'kill' ? one.kill(forMs) : one.freeze(forMs)).finally(() => {
        trouble.untilMs = Date.now() + forMs + recoveryMs.processes;
      });
      // A frozen process has to thaw before its request goes on; a dead one is dead by now.
      await Promise.race([struck, setTimeout(300)]);
      return struck;
    };
    if (!point) return strike();
    const met = new AbortController();
    const late = setTimeout(patienceMs, undefined, { signal: met.signal }).catch(() => undefined);
    const struck = this.scene.points.whenNext(point, () => strike()).finally(() => met.abort());
    return Promise.race([struck, late]);
  }

  private async spoil({ vendor, what, faults, forMs, email }: Extract<Act, { kind: 'fault' }>) {
    await this.during(`${vendor} ${what}`, forMs, email ? { email } : {}, async (isOn) => {
      this.faults[vendor] = isOn
        ? [faults, ...this.faults[vendor]]
        : this.faults[vendor].filter((one) => one !== faults);
      this.setFaults();
    });
  }

  private drift({ property, forMs }: Extract<Act, { kind: 'drift' }>): Promise<void> {
    const other = `${property} (old)`;
    return this.during(`${property} is renamed`, forMs, { column: property }, (isOn) =>
      rename(this.scene, isOn ? [property, other] : [other, property]),
    );
  }

  private takeOut({ template, forMs }: Extract<Act, { kind: 'inactive' }>): Promise<void> {
    return this.during(`${template} is inactive`, forMs, { template }, (isOn) =>
      this.copy.setStatus(template, isOn ? 'Inactive' : 'Active'),
    );
  }

  private fill({ forMs }: Extract<Act, { kind: 'full disk' }>): Promise<void> {
    return this.during('temporal full disk', forMs, { isOfProcess: true }, async (isOn) =>
      this.scene.temporal.fill(isOn),
    );
  }

  private async sendAway({ forMs }: Extract<Act, { kind: 'away' }>): Promise<void> {
    const fromMs = Date.now();
    const untilMs = fromMs + forMs + recoveryMs.processes;
    const trouble = { fromMs, untilMs, what: 'all workers are away', isOfProcess: true };
    this.notes.troubles.push(trouble);
    await Promise.all(this.scene.workers.map((one) => one.kill(forMs)));
  }

  private spoilCalls({ what, faults, forMs }: Extract<Act, { kind: 'calls' }>): Promise<void> {
    return this.during(`temporal ${what}`, forMs, { isOfProcess: true }, async (isOn) => {
      this.callFaults = isOn
        ? [faults, ...this.callFaults]
        : this.callFaults.filter((one) => one !== faults);
      this.scene.proxy.setFaults(this.callFaults.flat());
    });
  }

  /** It stands in the table alone. */
  private turnClock({ worker, offsetMs, forMs }: Extract<Act, { kind: 'clock' }>): Promise<void> {
    const scope = { excusesNothing: true } as const;
    return this.during("a worker's clock is off", forMs, scope, (isOn) =>
      this.scene.turnClock(worker, isOn ? offsetMs : 0),
    );
  }

  /** Something that is so for a while, or until all is healed. */
  private async during(
    what: string,
    forMs: number,
    scope: Pick<Trouble, 'template' | 'email' | 'column' | 'isOfProcess' | 'excusesNothing'>,
    turn: (isOn: boolean) => Promise<void>,
  ): Promise<void> {
    const trouble: Trouble = { fromMs: Date.now(), what, ...scope };
    this.notes.troubles.push(trouble);
    await turn(true);
    // What hits one person alone outlasts the healing: it is how their story goes.
    const healMs = scope.email ? Number.POSITIVE_INFINITY : this.startMs + this.script.lastsMs;
    const untilMs = Math.min(Date.now() + forMs, healMs);
    await setTimeout(Math.max(0, untilMs - Date.now()));
    await turn(false);
    trouble.untilMs = Date.now() + recoveryMs[scope.isOfProcess ? 'processes' : 'vendors'];
  }

  private setFaults(): void {
    const { notion, resend } = this.scene;
    const lasts = ({ match }: Fault) => !this.isHealed || match !== undefined;
    const inForce = (vendor: Vendor) => this.faults[vendor].flat().filter(lasts);
    // What reads and writes behind the product's back has no trouble.
    notion.setFaults(inForce('notion').map((fault) => ({ ...fault, key: 'ntn_sandbox' })));
    resend.setFaults(inForce('resend'));
  }

  /** Nobody is held by an operator any more. */
  private async letGo(): Promise<void> {
    const { calls } = this.caller;
    await this.caller.throwSwitch({ sending: true, mode: 'catch-up' });
    const paused = new Set(
      calls.flatMap(({ path }) => /^\/runs\/(.+)\/pause$/.exec(path)?.[1] ?? []),
    );
    const resume = (id: string) => this.caller.operate(`/runs/${id}/resume`, { mode: 'catch-up' });
    await Promise.all([...paused].map(resume));
  }
}
