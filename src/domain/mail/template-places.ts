import { Tokenizer, type TopLevelToken, TypeGuards } from 'liquidjs';
import { parseFragment } from 'parse5';
import type { CopyFault } from './copy-fault.js';
import { type LinkPiece, landingsIn, partsInText } from './template-links.js';
import { type Markup, type Place, readMarkup } from './template-markup.js';

/** Copy whose values are each written as the place that they land in asks for. */
export interface PlacedCopy {
  source: string;
  /** What is wrong with it, whatever the values are. */
  faults: CopyFault[];
}

/** What a tag leaves in the HTML while its place is looked for: no letters that HTML takes apart. */
const markOf = (id: number) => `x\ufdd0${id}\ufdd1`;
const marks = /x\ufdd0(\d+)\ufdd1/;

const opening = new Set(['if', 'unless', 'case', 'for']);
const turning = new Set(['elsif', 'else', 'when']);

/** A tag of Liquid that stands in the HTML itself; its index is its id. */
interface Found {
  token: TopLevelToken;
  kind: 'value' | 'opens' | 'turns' | 'closes' | 'other';
  name: string;
}

/** What is found out while copy is looked at. */
interface Reading {
  found: Found[];
  faults: CopyFault[];
  /** Tokens that are written in another way than in the copy. */
  rewritten: Map<TopLevelToken, string>;
  isHtml: boolean;
}

const newReading = (isHtml: boolean): Reading => ({
  found: [],
  faults: [],
  rewritten: new Map(),
  isHtml,
});

/**
 * Looks where each tag of the copy lands. Values may land in text and between the quotes of attributes,
 * where they are escaped; in a link they are percent-encoded besides; anywhere else they are a fault.
 * That holds for every branch of a condition, as its tags must all stand in the same place.
 * @throws {Error} of Liquid's own, when a tag is not whole.
 */
export function placeInHtml(source: string): PlacedCopy {
  const tokens = new Tokenizer(source).readTopLevelTokens();
  const reading = newReading(true);
  const markup = readMarkup(markTokens(tokens, reading));
  reading.faults.push(
    ...markup.faults.map((says): CopyFault => ({ rule: 'markup', says })),
    ...faultsOfPlaces(reading.found, placesById(markup)).map(outOfPlace),
  );
  for (const place of markup.places) {
    if (place.refused === undefined && place.content.includes('\ufdd0')) encodeIn(place, reading);
  }
  return { source: rewrite(tokens, reading), faults: reading.faults };
}

/** The same for plain text: there is nothing to break, but addresses can hold values. */
export function placeInText(source: string): PlacedCopy {
  const tokens = new Tokenizer(source).readTopLevelTokens();
  const reading = newReading(false);
  encodeIn({ content: markTokens(tokens, reading), isLink: false }, reading);
  return { source: rewrite(tokens, reading), faults: [] };
}

/** The copy with a mark for each tag. What it captures stands where it is put out, not where it is written. */
function markTokens(tokens: readonly TopLevelToken[], reading: Reading): string {
  let html = '';
  let skippedUntil: string | undefined;
  for (const token of tokens) {
    const name = TypeGuards.isTagToken(token) ? token.name : '';
    const isWritten = TypeGuards.isHTMLToken(token);
    if (skippedUntil !== undefined && name !== skippedUntil) {
      if (skippedUntil === 'endcapture' && isWritten && reading.isHtml)
        readCaptured(token, reading);
      continue;
    }
    skippedUntil = name === 'capture' || name === 'comment' ? `end${name}` : undefined;
    if (isWritten) {
      html += token.getContent().replaceAll(/[\ufdd0\ufdd1]/g, '');
      continue;
    }
    html += markOf(reading.found.push({ token, kind: kindOf(token, name), name }) - 1);
    if (reading.isHtml && holdsMarkup(token))
      reading.faults.push(outOfPlace(noMarkupIn(short(token))));
  }
  return html;
}

/** Words of HTML that are captured: they are escaped when they are put out. */
function readCaptured(token: TopLevelToken, { faults, rewritten }: Reading): void {
  const text = token.getText();
  if (/<[a-z!/?]/i.test(text)) faults.push(outOfPlace(noMarkupIn('{% capture %}')));
  if (!text.includes('&')) return;
  const words = parseFragment(text.replaceAll('<', '&lt;')).childNodes;
  const plain = words.map((node) => ('value' in node ? node.value : '')).join('');
  if (!/\{[{%]/.test(plain)) rewritten.set(token, plain);
}

function holdsMarkup(token: TopLevelToken): boolean {
  const quoted = token.getText().match(/"[^"]*"|'[^']*'/g) ?? [];
  return quoted.some((text) => /<\/?[a-z]/i.test(text));
}

function outOfPlace(says: string): CopyFault {
  return { rule: 'place', says };
}

function noMarkupIn(where: string): string {
  return `${where} holds HTML, which would be shown as it is written; it can hold words only`;
}

function kindOf(token: TopLevelToken, name: string): Found['kind'] {
  if (TypeGuards.isOutputToken(token)) return 'value';
  if (opening.has(name)) return 'opens';
  if (turning.has(name)) return 'turns';
  return name.startsWith('end') && opening.has(name.slice('end'.length)) ? 'closes' : 'other';
}

function placesById({ places }: Markup): Map<number, Place> {
  const placeOf = new Map<number, Place>();
  for (const place of places) {
    if (!place.content.includes('\ufdd0')) continue;
    for (const { id } of partsOf(place.content)) if (id !== undefined) placeOf.set(id, place);
  }
  return placeOf;
}

/** Tags that stand where none may, and conditions that begin in one place and end in another. */
function faultsOfPlaces(found: readonly Found[], placeOf: Map<number, Place>): string[] {
  const open: { place: Place | undefined; token: TopLevelToken }[] = [];
  return found.flatMap(({ token, kind }, id) => {
    const place = placeOf.get(id);
    if (kind === 'opens') open.push({ place, token });
    const start = kind === 'closes' ? open.pop() : open.at(-1);
    if (!place) return [`${short(token)} stands in HTML that is not whole; is a quote left open?`];
    if (place.refused !== undefined) return [`${short(token)} stands ${clean(place.refused)}`];
    const isApart = (kind === 'turns' || kind === 'closes') && start && start.place !== place;
    if (!isApart) return [];
    return [`${short(start.token)} and its ${short(token)} stand in different places of the HTML`];
  });
}

/** Has the values in a link, or in an address that text holds, written as such. */
function encodeIn({ content, isLink }: Place, reading: Reading): void {
  const { found, faults } = reading;
  if (!isLink) {
    for (const word of content.split(/\s+/)) {
      if (!marks.test(word)) continue;
      for (const id of partsInText(piecesOf(word, found))) encode(found[id], 'url_encode', reading);
    }
    return;
  }
  for (const [id, landing] of landingsIn(piecesOf(content, found))) {
    const value = found[id];
    if (landing === 'part') encode(value, 'url_encode', reading);
    if (landing === 'mailbox') encode(value, 'mailbox_encode', reading);
    if (landing === 'host' && value) {
      faults.push(
        outOfPlace(
          `${short(value.token)} stands in the host of a link; keep the whole address in one variable`,
        ),
      );
    }
  }
}

/** Puts a filter at the end of a value, unless its author has. */
function encode(value: Found | undefined, filter: string, { rewritten }: Reading): void {
  if (!value || !TypeGuards.isOutputToken(value.token)) return;
  const text = value.token.getText();
  if (/\|\s*(url_encode|uri_escape|cgi_escape)\b/.test(text)) return;
  const end = value.token.contentRange[1] - value.token.begin;
  rewritten.set(value.token, `${text.slice(0, end)} | ${filter}${text.slice(end)}`);
}

function piecesOf(content: string, found: readonly Found[]): LinkPiece[] {
  return partsOf(content).flatMap(({ text, id }): LinkPiece[] => {
    const written: LinkPiece[] = text ? [{ kind: 'written', text }] : [];
    const tag = id === undefined ? undefined : found[id];
    if (id === undefined || !tag || tag.kind === 'other') return written;
    return [
      ...written,
      tag.kind === 'value' ? { kind: 'value', id } : { kind: tag.kind, name: tag.name },
    ];
  });
}

/** Content as what is written and the mark that follows. */
function partsOf(content: string): { text: string; id?: number }[] {
  const [text = '', ...pairs] = content.split(marks);
  const parts: { text: string; id?: number }[] = [{ text }];
  for (let at = 0; at < pairs.length; at += 2) {
    const last = parts.at(-1);
    if (last) last.id = Number(pairs[at]);
    parts.push({ text: pairs[at + 1] ?? '' });
  }
  return parts;
}

function rewrite(tokens: readonly TopLevelToken[], { rewritten }: Reading): string {
  return tokens.map((token) => rewritten.get(token) ?? token.getText()).join('');
}

/** A tag as its author finds it again. */
function short(token: TopLevelToken): string {
  const text = token.getText().replaceAll(/\s+/g, ' ');
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** A sentence without our marks: where a tag is part of a name, three dots stand for it. */
function clean(sentence: string): string {
  return sentence.replaceAll(new RegExp(marks, 'g'), '…');
}
