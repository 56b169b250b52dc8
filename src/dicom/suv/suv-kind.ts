import type { Tag } from '../dataset/data-set.ts';
import { formatTag } from '../dataset/tags.ts';

/** Uptake by body weight, by lean body mass, by body surface area. */
export const suvKinds = ['bw', 'lbm', 'bsa'] as const;
export type SuvKind = (typeof suvKinds)[number];

/** Why there is no SUV, for the screen: the attribute that stands against it, and what is wrong with it. */
export interface SuvRefusal {
  readonly ok: false;
  /** `(0010,1030)`. */
  readonly tag: string;
  readonly reason:
    | 'missing-or-invalid'
    | 'not-attenuation-corrected'
    | 'decay-correction-contradicts'
    | 'unit-without-activity'
    | 'scan-before-injection';
}

export function refusal(tag: Tag, reason: SuvRefusal['reason']): SuvRefusal {
  return { ok: false, tag: formatTag(tag), reason };
}

export function missing(tag: Tag): SuvRefusal {
  return refusal(tag, 'missing-or-invalid');
}
