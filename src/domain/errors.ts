/** The closed list of errors that our own code throws on purpose: one class per meaning. */

/** A mistake in the campaign's data, found while the program loads. */
export class InvalidCampaign extends Error {
  override name = 'InvalidCampaign';
}

/** One faulty field: `path` as posted, '' for the body as a whole. */
export interface FieldFault {
  path: string;
  message: string;
}

/** A posted event that is refused, with every faulty field at once. */
export class InvalidEvent extends Error {
  override name = 'InvalidEvent';
  readonly faults: FieldFault[];

  constructor(faults: FieldFault[]) {
    super(faults.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; '));
    this.faults = faults;
  }
}

/** Environment variables that are missing or wrong, all at once; never holds a value. */
export class InvalidConfig extends Error {
  override name = 'InvalidConfig';
}

/** Something outside our process that we need has another shape than we need, found at start. */
export class InvalidSetup extends Error {
  override name = 'InvalidSetup';
}

/** Why a template cannot become an email now; a person has to mend the copy or the settings. */
export class BlockedTemplate extends Error {
  override name = 'BlockedTemplate';
}

/** Copy that takes more time or memory than any email may. */
export class CostlyTemplate extends BlockedTemplate {}

/** What is asked for makes no sense now; the message says why, as the end of a sentence. */
export class Refused extends Error {
  override name = 'Refused';
}

/** What is asked for never makes sense; the message says why, as the end of a sentence. */
export class Malformed extends Error {
  override name = 'Malformed';
  /** The faulty field, as it was given. */
  readonly field: string;

  constructor(message: string, field: string) {
    super(message);
    this.field = field;
  }
}

/** Nothing of the name that was given exists. */
export class NotFound extends Error {
  override name = 'NotFound';
}

/** Temporal, or a worker behind it, has not done in time what we asked. */
export class TemporalAway extends Error {
  override name = 'TemporalAway';
  /** When asking again makes sense. */
  readonly retryAfterMs: number;

  constructor(message: string, detail: { retryAfterMs: number; cause?: unknown }) {
    super(message, { cause: detail.cause });
    this.retryAfterMs = detail.retryAfterMs;
  }
}

/** Temporal has it, and no worker has come to it yet: the message says what becomes of it. */
export class NotBegun extends TemporalAway {
  override name = 'NotBegun';
}

/**
 * A vendor did not do what we asked.
 *
 * - `delay`: it asks us to come back after `retryAfterMs`
 * - `retryable`: may work when tried again
 * - `permanent`: will not work until a person changes something
 *
 * `isAmbiguous` says that a write may have happened all the same. The message holds status, code and
 * request id only: vendors quote addresses in theirs.
 */
export class VendorFault extends Error {
  override name = 'VendorFault';
  readonly kind: 'delay' | 'retryable' | 'permanent';
  readonly isAmbiguous: boolean;
  readonly retryAfterMs: number | undefined;
  /** Id of the resource that the vendor says it made before it failed. */
  readonly committedId: string | undefined;
  /** What is at fault where that holds for the whole installation, and not for this one request. */
  readonly about: string | undefined;
  /** Whether it may be this one request's own all the same: the vendor does not say which. */
  readonly isUnclear: boolean;

  constructor(
    message: string,
    detail: Pick<VendorFault, 'kind'> &
      Partial<
        Pick<VendorFault, 'isAmbiguous' | 'retryAfterMs' | 'committedId' | 'about' | 'isUnclear'>
      >,
  ) {
    super(message);
    this.kind = detail.kind;
    this.isAmbiguous = detail.isAmbiguous ?? false;
    this.retryAfterMs = detail.retryAfterMs;
    this.committedId = detail.committedId;
    this.about = detail.about;
    this.isUnclear = detail.isUnclear ?? false;
  }
}
