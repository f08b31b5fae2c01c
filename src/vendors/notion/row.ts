import type { Schema } from './schema.js';
import type { PlainValues } from './values.js';

/** Plain values by our own names for the properties; null clears or is empty. */
export type Values<S extends Schema> = { [K in keyof S]?: PlainValues[S[K]['type']] | null };

export interface Row<S extends Schema> {
  id: string;
  createdAt: string;
  /** To the minute. */
  editedAt: string;
  values: { [K in keyof S]: PlainValues[S[K]['type']] | null };
}
