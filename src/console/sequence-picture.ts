import { html } from 'hono/html';
import type { Sequence, SequenceEmail } from '../domain/plan/sequence.js';
import { type Html, sayLength } from './words.js';

/** Of the drawing, in its own units: as wide as a phone shows it. */
const width = 340;
const top = 28;
const perDay = 56;
/** Lines of text need so much, however soon one email follows another. */
const line = 46;
const axis = 16;
const bend = 36;
const textAt = 48;

interface Mark {
  email: SequenceEmail;
  /** Where its time is on the axis, and where its words are. */
  at: number;
  words: number;
}

/** A sequence as a picture: its emails along the time since its base. The table beside it says the same. */
export function renderPicture(sequence: Sequence): Html {
  const marks = place(sequence.emails);
  const end = Math.max(...marks.map(({ at, words }) => Math.max(at, words))) + 20;
  const { name, emails } = sequence;
  return html`<svg class="picture" viewBox="0 0 ${width} ${end}" role="img" aria-labelledby="picture-title picture-desc">
  <title id="picture-title">The emails of ${name} along the time</title>
  <desc id="picture-desc">${emails.map((email) => `#${email.number} ${sayWhen(email)}`).join(', ')}.</desc>
  <text class="faint" x="${axis - 8}" y="14">${sayBase(sequence)}</text>
  <line class="axis" x1="${axis}" y1="${top - 6}" x2="${axis}" y2="${end - 14}" />
  ${renderDays(marks)}
  ${marks.map(renderMark)}
</svg>`;
}

/** Words never stand in each other's way; a line leads to where the email is in time. */
function place(emails: readonly SequenceEmail[]): Mark[] {
  let free = top + 8;
  return emails.map((email) => {
    const at = top + (email.afterMs / (24 * 3_600_000)) * perDay;
    const words = Math.max(at, free);
    free = words + line;
    return { email, at, words };
  });
}

function renderDays(marks: readonly Mark[]): Html {
  const last = Math.max(...marks.map(({ at }) => at));
  const days = Array.from(
    { length: Math.floor((last - top) / perDay + 0.01) + 1 },
    (_, day) => day,
  );
  return html`${days.map(
    (day) =>
      html`<line class="axis" x1="${axis - 5}" y1="${top + day * perDay}" x2="${axis + 5}" y2="${top + day * perDay}" />`,
  )}`;
}

function renderMark({ email, at, words }: Mark): Html {
  return html`<g class="${email.sentBy}">
    <polyline class="lead" points="${axis},${at} ${bend},${words} ${textAt - 4},${words}" />
    <circle cx="${axis}" cy="${at}" r="6" />
    <text x="${textAt}" y="${words + 1}"><tspan class="what">#${email.number} ${email.template}</tspan></text>
    <text class="faint" x="${textAt}" y="${words + 17}">${sayWhen(email)}${email.sentBy === 'website' ? ', by the website' : ''}</text>
  </g>`;
}

/** What delays count from, for people. */
export function sayBase({ base }: Pick<Sequence, 'base'>): string {
  return base === 'acceptance' ? 'the webhook is accepted' : 'the website has sent #1';
}

/** `at once`, `after 24 hours` */
export function sayWhen({ afterMs }: Pick<SequenceEmail, 'afterMs'>): string {
  const length = sayLength(afterMs);
  return length === undefined ? 'at once' : `after ${length}`;
}
