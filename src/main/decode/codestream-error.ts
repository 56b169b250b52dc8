import { type Failure, fail } from '../../contract/index.ts';
import type { Tag } from '../../dicom/dataset/data-set.ts';
import { formatTag, tags } from '../../dicom/dataset/tags.ts';

/** Why an encoded frame cannot be shown; stands in failures as `reason` beside the tag at fault. */
export type CodestreamReason =
  | 'codestream-invalid'
  | 'codestream-truncated'
  | 'codestream-unsupported'
  | 'size-differs'
  | 'samples-differ'
  | 'bits-exceed-cell'
  | 'frame-too-large'
  | 'codec-failed'
  | 'codec-too-slow';

/** Internal to this folder; becomes an `instance-unreadable` failure at its border. */
export class CodestreamError extends Error {
  readonly reason: CodestreamReason;
  readonly tag: Tag;
  constructor(reason: CodestreamReason, tag: Tag = tags.pixelData) {
    super(reason);
    this.reason = reason;
    this.tag = tag;
  }
}

/** The failure that names tag and reason; what a codec throws by itself has no words worth keeping. */
export function codestreamFailure(error: unknown): { ok: false; failure: Failure } {
  const known = error instanceof CodestreamError ? error : new CodestreamError('codec-failed');
  return fail('instance-unreadable', { tag: formatTag(known.tag), reason: known.reason });
}
