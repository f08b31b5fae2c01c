/** A rule that copy is held to, by a name that stays. */
export type CopyRule =
  | 'size'
  | 'left-over-tag'
  | 'nesting'
  | 'private-link'
  | 'link'
  | 'liquid'
  | 'effort'
  | 'place'
  | 'markup';

/** What is wrong with copy whoever it is for. */
export interface CopyFault {
  rule: CopyRule;
  /** A sentence for the author, which names the tag, the address or the element. */
  says: string;
}
