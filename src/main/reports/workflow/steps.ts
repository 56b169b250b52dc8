import type { AmendmentKind, VersionStatus } from '../../../contract/index.ts';

/** Where a report stands: what its latest version is, or that it has none. */
export type ReportStage = 'unsigned' | VersionStatus;

/**
 * The legal steps. A preliminary report goes on as a draft until it is final; what is final is only added to, corrected
 * or withdrawn; what is withdrawn stays so.
 */
export const workflowSteps: Readonly<Record<ReportStage, readonly VersionStatus[]>> = {
  unsigned: ['preliminary', 'final'],
  preliminary: ['preliminary', 'final', 'withdrawn'],
  final: ['addendum', 'correction', 'withdrawn'],
  addendum: ['addendum', 'correction', 'withdrawn'],
  correction: ['addendum', 'correction', 'withdrawn'],
  withdrawn: [],
};

/** The stage after the versions given, oldest first. */
export function stageOf(versions: readonly { readonly status: VersionStatus }[]): ReportStage {
  return versions.at(-1)?.status ?? 'unsigned';
}

export function isLegalStep(stage: ReportStage, next: VersionStatus): boolean {
  return workflowSteps[stage].includes(next);
}

/** Whether a draft goes on after a version of this kind was signed: only a preliminary report is still being written. */
export function draftGoesOn(status: VersionStatus): boolean {
  return status === 'preliminary';
}

/** What signing a draft makes of it: an amendment is what it was begun as. */
export function statusOfSigning(
  amends: { readonly kind: AmendmentKind } | undefined,
  asked: 'preliminary' | 'final',
): VersionStatus {
  return amends ? amends.kind : asked;
}
