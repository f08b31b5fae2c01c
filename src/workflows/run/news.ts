import type { Alert } from '../../domain/alert.js';

/** What the outside has yet to hear of a run; each piece is taken once. */
export class News {
  private isPersonNew = true;
  private readonly rows = new Set<number>();
  private readonly deliveries = new Set<number>();
  private readonly alerts: Alert[];

  constructor(alerts: readonly Alert[]) {
    this.alerts = [...alerts];
  }

  addPerson(): void {
    this.isPersonNew = true;
  }

  /** The tracker row of an email is out of date. */
  addRow(number: number): void {
    this.rows.add(number);
  }

  /** The tracker row of an email says already what is known. */
  dropRow(number: number): void {
    this.rows.delete(number);
  }

  /** The tracker row of an email says too little of its delivery, which can wait for the next write. */
  addDelivery(number: number): void {
    this.deliveries.add(number);
  }

  addAlert(alert: Alert): void {
    this.alerts.push(alert);
  }

  get isForNotion(): boolean {
    return this.isPersonNew || this.rows.size > 0;
  }

  get hasAlert(): boolean {
    return this.alerts.length > 0;
  }

  get isEmpty(): boolean {
    return !this.isForNotion && !this.hasAlert && this.deliveries.size === 0;
  }

  takePerson(): boolean {
    const isNew = this.isPersonNew;
    this.isPersonNew = false;
    return isNew;
  }

  takeRow(): number | undefined {
    const [number] = this.rows;
    if (number !== undefined) this.rows.delete(number);
    return number;
  }

  takeDeliveries(): number[] {
    const numbers = [...this.deliveries];
    this.deliveries.clear();
    return numbers;
  }

  /** No other write will come. */
  hurryDeliveries(): void {
    for (const number of this.takeDeliveries()) this.addRow(number);
  }

  takeAlert(): Alert | undefined {
    return this.alerts.shift();
  }
}
