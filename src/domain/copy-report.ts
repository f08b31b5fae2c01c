/** What is found of copy: as it stands where it is written, and what is wrong with it. */

/** `fault`: mend it before anybody is due. `hint`: the email goes, but look at it. */
export type Level = 'fault' | 'hint';

/** Where in a template something is: in one of its parts, or in its row as a whole. */
export interface Place {
  part: 'subject' | 'body' | 'text' | 'row';
  /** Both from 1; missing where it is the part as a whole. */
  line?: number;
  column?: number;
}

/** One thing that is to be said of a template. */
export interface Finding {
  /** The rule's name, which stays. */
  rule: string;
  level: Level;
  /** Whether emails wait until it is mended. */
  holds: boolean;
  /** A sentence for the author. */
  says: string;
  place: Place;
}

/** A template as it stands in Notion, or in a file. */
export interface FoundTemplate {
  name: string;
  /** As Notion has it, where it has one: only `Active` counts. */
  status: string | null;
  subject: string;
  html: string;
  text?: string;
  /** Whether its body is written on the page itself, and `html` is what mail makes of that. */
  isOnPage?: true;
  /** Why its page cannot be mail. */
  pageFault?: string;
  /** Notion's. */
  id?: string;
  /** ISO instant, of Notion to the minute. */
  editedAt?: string;
}

/** One template of the campaign: which email it is, and what is to be said of it. */
export interface TemplateReport {
  name: string;
  /** The sequence's name and the email's number; missing where no email asks for the template. */
  sequence?: string;
  number?: number;
  sentBy?: 'website' | 'evergreen';
  /** Missing where there is none. */
  status?: string;
  subject?: string;
  editedAt?: string;
  /** Its row in Notion. */
  url?: string;
  findings: Finding[];
}

/** One email of a template as its reader would get it. */
export interface PreviewedMail {
  from: string;
  replyTo: string;
  subject: string;
  html: string;
  text: string;
  headers: Record<string, string>;
}
