import { type Purpose, purposes, type Retention } from './retention.ts';

/** A study in the cache, as the plan sees it. */
export interface Candidate {
  readonly studyUid: string;
  /** Bytes on the disk. */
  readonly bytes: number;
  /** Milliseconds since the epoch. */
  readonly lastUsedAt: number;
  readonly retention: Retention;
}

/** For whom room is made. */
export type Beneficiary = 'reading' | 'prior' | 'ahead';

/** What may be removed for whom: nothing that is itself more wanted than what comes. */
const removable: Readonly<Record<Beneficiary, readonly Purpose[]>> = {
  reading: purposes,
  prior: ['delivered', 'unattached', 'prior'],
  ahead: ['delivered', 'unattached'],
};

export interface EvictionPlan {
  /** In the order in which they go. */
  readonly studyUids: readonly string[];
  readonly bytes: number;
  /** What is still missing when all of them are gone; 0 when the plan suffices. */
  readonly missingBytes: number;
}

/**
 * Chooses the studies that make room for `wantedBytes`: by purpose, and of the same purpose the one that was not used
 * for longest. A study that is kept for any reason is never chosen, however much is wanted.
 */
export function planEviction(
  candidates: readonly Candidate[],
  wantedBytes: number,
  beneficiary: Beneficiary,
): EvictionPlan {
  const allowed = removable[beneficiary];
  const inOrder = candidates
    .filter(({ retention }) => retention.reasons.length === 0 && allowed.includes(retention.purpose))
    .toSorted(
      (a, b) =>
        purposes.indexOf(a.retention.purpose) - purposes.indexOf(b.retention.purpose) || a.lastUsedAt - b.lastUsedAt,
    );
  const studyUids: string[] = [];
  let bytes = 0;
  for (const candidate of inOrder) {
    if (bytes >= wantedBytes) break;
    studyUids.push(candidate.studyUid);
    bytes += candidate.bytes;
  }
  return { studyUids, bytes, missingBytes: Math.max(0, wantedBytes - bytes) };
}
