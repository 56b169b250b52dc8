import type { SyntheticPatient } from '../../dicom/synthetic/builder.ts';

/** Which phantom plays an examination, and how much of it. */
export type DemoPhantom =
  | { readonly kind: 'chest-ct'; readonly protocol: 'current' | 'prior' | 'trunk' | 'abdomen' | 'emergency' }
  | { readonly kind: 'brain-mr'; readonly lesions: boolean }
  | { readonly kind: 'chest-radiograph'; readonly photometric: 'MONOCHROME1' | 'MONOCHROME2' }
  | { readonly kind: 'abdomen-ultrasound' };

export interface DemoOrder {
  readonly placerNumber: string;
  readonly fillerNumber: string;
  /** Null: the RIS states none; the study has to be found by patient and date. */
  readonly accession: string | null;
  readonly procedure: { readonly code: string; readonly text: string };
  readonly modality: string;
  readonly bodyPart: string;
  readonly priority: 'stat' | 'urgent' | 'routine';
  /** How long before the start of the department it was written. */
  readonly orderedMinutesAgo: number;
  readonly requester: DemoPhysician;
  readonly indication: string;
}

export interface DemoPhysician {
  readonly identifier: string;
  readonly familyName: string;
  readonly givenName: string;
  readonly prefix: string;
}

export interface DemoStudy {
  readonly phantom: DemoPhantom;
  readonly anatomySeed: string;
  readonly accession: string;
  readonly description: string;
  /** When it was made: before the start of the department, or months before that. */
  readonly made: { readonly minutesAgo: number } | { readonly monthsAgo: number; readonly days: number };
}

/** A patient's stay in the department: orders, the study they ask for, and what was done before. */
export interface DemoVisit {
  readonly patient: SyntheticPatient;
  readonly orders: readonly DemoOrder[];
  /** Null: ordered, but not done yet. */
  readonly study: DemoStudy | null;
  readonly priors: readonly DemoStudy[];
}

/** Assigning authority of the demo department's patient identifiers. */
export const issuer = 'VIGIE-DEMO';
