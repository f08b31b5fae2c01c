import type { CopyVersion } from '../judge/evidence.js';
import type { Scene } from './scene.js';

/** The templates in Notion: subject and body of each version carry a mark by which its mails are known. */
export class Copy {
  private readonly versions = new Map<
    string,
    { rowId: string; subject: string; html: string; version: number }
  >();
  private readonly scene: Scene;
  private readonly noted: CopyVersion[];

  constructor(scene: Scene, noted: CopyVersion[]) {
    this.scene = scene;
    this.noted = noted;
  }

  /** Marks what is there, before anything begins. */
  async mark(): Promise<void> {
    for (const { id, values } of await this.scene.observer.templates.all()) {
      const { name, subject, html } = values;
      if (!name || subject === null || html === null) continue;
      this.versions.set(name, { rowId: id, subject, html, version: 0 });
      await this.edit(name);
    }
  }

  /** Another version of a template, from now on. */
  async edit(template: string): Promise<void> {
    const known = this.versions.get(template);
    if (!known) throw new Error(`there is no template ${template}`);
    known.version += 1;
    const mark = `(${template} v${known.version})`;
    const subject = `${known.subject} ${mark}`;
    const html = `${known.html}<p>${mark}</p>`;
    this.noted.push({ template, fromMs: Date.now(), mark, text: `${subject} ${html}` });
    await this.scene.observer.templates.update(known.rowId, { subject, html });
  }

  async setStatus(template: string, status: 'Active' | 'Inactive'): Promise<void> {
    const known = this.versions.get(template);
    if (known) await this.scene.observer.templates.update(known.rowId, { status });
  }
}
