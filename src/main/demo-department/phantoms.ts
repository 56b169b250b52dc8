import { abdomenUltrasound } from '../../dicom/synthetic/phantom/abdomen-ultrasound.ts';
import { brainMr } from '../../dicom/synthetic/phantom/brain-mr.ts';
import { type ChestAcquisition, chestCt, currentChest, priorChest } from '../../dicom/synthetic/phantom/chest-ct.ts';
import { chestRadiograph } from '../../dicom/synthetic/phantom/chest-radiograph.ts';
import type { Examination, PhantomSeries } from '../../dicom/synthetic/phantom/examination.ts';
import { syntheticUid } from '../../dicom/synthetic/uid.ts';
import type { DemoPhantom, DemoStudy, DemoVisit } from './demo-examination.ts';
import { visits } from './visits.ts';

/** To be raised with every change of the phantoms or of the visits: what was made by an older recipe is made anew. */
export const recipe = 1;

/** A study to be made, with all that depends on the day on which the department was opened. */
export interface DemoStudyPlan {
  readonly studyUid: string;
  readonly instanceCount: number;
  /** What it takes to make it, in the time of one CT slice. */
  readonly effort: number;
  /** Studies of one group share most of the work. */
  readonly group: string;
  readonly series: PhantomSeries;
}

/** Measured: a radiograph is the projection of a whole chest. */
const instanceEfforts: Record<DemoPhantom['kind'], number> = {
  'chest-ct': 1,
  'brain-mr': 0.6,
  'chest-radiograph': 80,
  'abdomen-ultrasound': 10,
};

type Protocol = Extract<DemoPhantom, { kind: 'chest-ct' }>['protocol'];

/** Thicker slices for the patients who are there for the worklist: small, and made in a moment. */
const acquisitions: Record<
  Protocol,
  { readonly acquisition: ChestAcquisition; readonly series: [text: string, part: string] }
> = {
  current: { acquisition: currentChest, series: ['Thorax IV 2,5 mm', 'CHEST'] },
  prior: { acquisition: priorChest, series: ['Thorax IV 2,5 mm', 'CHEST'] },
  trunk: {
    acquisition: { ...currentChest, sliceSpacing: 7.5, slices: 46, inserts: currentChest.inserts.slice(2) },
    series: ['Chest abdomen PV 7.5 mm', 'CHEST'],
  },
  abdomen: {
    acquisition: { ...currentChest, sliceSpacing: 5, slices: 28, top: -38, inserts: currentChest.inserts.slice(2) },
    series: ['Abdomen IV 5 mm', 'ABDOMEN'],
  },
  emergency: {
    acquisition: { ...currentChest, sliceSpacing: 10, slices: 28, top: 150, noise: 14, inserts: [] },
    series: ['Chest 10 mm', 'CHEST'],
  },
};

/** The UID of a visit's study, which the RIS states in its orders: it depends on the day of the department. */
export function studyUidOf(study: DemoStudy, opened: Date): string {
  return syntheticUid('demo-department', recipe, opened.getTime(), study.accession);
}

/** All studies of the department, in the order in which they are wanted on screen. */
export function planStudies(opened: Date): readonly DemoStudyPlan[] {
  return visits.flatMap(visit =>
    [...(visit.study ? [visit.study] : []), ...visit.priors].map(study => {
      const series = seriesOf(study.phantom, examinationOf(visit, study, opened));
      const effort = series.instanceCount * instanceEfforts[study.phantom.kind];
      const group = study.phantom.kind === 'chest-radiograph' ? study.anatomySeed : series.studyUid;
      return { studyUid: series.studyUid, instanceCount: series.instanceCount, effort, group, series };
    }),
  );
}

function seriesOf(phantom: DemoPhantom, examination: Examination): PhantomSeries {
  switch (phantom.kind) {
    case 'chest-ct': {
      const { acquisition, series } = acquisitions[phantom.protocol];
      return chestCt(examination, acquisition, ...series);
    }
    case 'brain-mr':
      return brainMr(examination, { lesions: phantom.lesions });
    case 'chest-radiograph':
      return chestRadiograph(examination, phantom.photometric);
    case 'abdomen-ultrasound':
      return abdomenUltrasound(examination);
  }
}

function examinationOf(visit: DemoVisit, study: DemoStudy, opened: Date): Examination {
  const made = madeAt(study, opened);
  const pad = (value: number) => String(value).padStart(2, '0');
  const requester = visit.orders[0]?.requester;
  return {
    patient: visit.patient,
    anatomySeed: study.anatomySeed,
    study: {
      studyUid: studyUidOf(study, opened),
      studyId: study.accession.slice(-4),
      accession: study.accession,
      description: study.description,
      date: `${made.getFullYear()}${pad(made.getMonth() + 1)}${pad(made.getDate())}`,
      time: `${pad(made.getHours())}${pad(made.getMinutes())}${pad(made.getSeconds())}`,
      ...(requester ? { referringPhysician: `${requester.familyName}^${requester.givenName}` } : {}),
    },
  };
}

/** Local time at which a study was made, for a department that was opened at `opened`. */
export function madeAt({ made }: DemoStudy, opened: Date): Date {
  if ('minutesAgo' in made) return new Date(opened.getTime() - made.minutesAgo * 60_000);
  // Counted in days, so that the end of a month needs no rule.
  const days = Math.round(made.monthsAgo * 30.44) + made.days;
  return new Date(opened.getFullYear(), opened.getMonth(), opened.getDate() - days, 9, 40, 12);
}
