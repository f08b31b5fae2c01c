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

  constructor(
    message: string,
    detail: Pick<VendorFault, 'kind'> &
      Partial<Pick<VendorFault, 'isAmbiguous' | 'retryAfterMs' | 'committedId'>>,
  ) {
    super(message);
    this.kind = detail.kind;
    this.isAmbiguous = detail.isAmbiguous ?? false;
    this.retryAfterMs = detail.retryAfterMs;
    this.committedId = detail.committedId;
  }
}
