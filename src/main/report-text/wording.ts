import type { CalibrationKind, Language, Quantity, SectionKind } from '../../contract/index.ts';

/** The fixed words of a report in one language. */
export interface Wording {
  readonly sections: Readonly<Record<SectionKind, string>>;
  readonly untitled: string;
  readonly labels: Readonly<
    Record<
      'patient' | 'birthDate' | 'sex' | 'patientId' | 'accession' | 'study' | 'studyAt' | 'requester' | 'report',
      string
    >
  >;
  readonly sexes: Readonly<Record<'M' | 'F' | 'O', string>>;
  readonly unknown: string;
  readonly labelSeparator: string;
  readonly listSeparator: string;
  readonly version: (version: number) => string;
  readonly final: string;
  readonly draft: string;
  readonly draftStatus: string;
  readonly signedBy: (name: string, identifier: string) => string;
  readonly signedAt: (date: string, time: string, zone: string) => string;
  readonly demonstrationKey: string;
  readonly notForDiagnosis: string;
  readonly page: (page: number, pages: number) => string;
  readonly quantities: Readonly<Record<Quantity['quantity'], string>>;
  /** Null where the value needs no remark: millimetres in the patient's plane. */
  readonly calibrations: Readonly<Record<CalibrationKind, string | null>>;
  readonly hounsfield: string;
  /** Of a measurement that was not made on the study that the report is about. */
  readonly priorStudy: string;
}

const fr: Wording = {
  sections: {
    indication: 'Indication',
    technique: 'Technique',
    comparison: 'Comparaison',
    findings: 'Résultats',
    conclusion: 'Conclusion',
    dose: 'Dose',
  },
  untitled: 'Compte rendu d’imagerie',
  labels: {
    patient: 'Patient',
    birthDate: 'Date de naissance',
    sex: 'Sexe',
    patientId: 'Identifiant',
    accession: 'N° d’examen',
    study: 'Examen',
    studyAt: 'Date de l’examen',
    requester: 'Demandeur',
    report: 'Compte rendu',
  },
  sexes: { M: 'Masculin', F: 'Féminin', O: 'Autre' },
  unknown: 'non renseigné',
  labelSeparator: '\u00a0: ',
  listSeparator: '\u00a0; ',
  version: version => `version ${version}`,
  final: 'Compte rendu validé',
  draft: 'BROUILLON',
  draftStatus: 'Brouillon non validé',
  signedBy: (name, identifier) => `Validé par ${name} (${identifier})`,
  signedAt: (date, time, zone) => `le ${date} à ${time} (${zone})`,
  demonstrationKey: 'Clé de DÉMONSTRATION\u00a0: sans valeur de signature légale',
  notForDiagnosis: 'Vigie n’a pas de marquage CE. Ne pas utiliser pour le diagnostic.',
  page: (page, pages) => `Page ${page} sur ${pages}`,
  quantities: {
    length: '',
    area: 'aire',
    mean: 'moyenne',
    'standard-deviation': 'écart-type',
    minimum: 'minimum',
    maximum: 'maximum',
    median: 'médiane',
    'pixel-count': 'nombre de pixels',
    time: 'temps',
    velocity: 'vitesse',
    value: '',
    angle: '',
  },
  calibrations: {
    'patient-plane': null,
    'detector-plane': 'dans le plan du détecteur',
    'magnification-corrected': 'corrigé du grandissement estimé',
    'user-calibrated': 'calibré à la main',
    'ultrasound-region': 'calibration de l’échographe',
    uncalibrated: 'non calibré',
  },
  hounsfield: 'UH',
  priorStudy: 'examen antérieur',
};

const en: Wording = {
  sections: {
    indication: 'Indication',
    technique: 'Technique',
    comparison: 'Comparison',
    findings: 'Findings',
    conclusion: 'Conclusion',
    dose: 'Dose',
  },
  untitled: 'Imaging report',
  labels: {
    patient: 'Patient',
    birthDate: 'Date of birth',
    sex: 'Sex',
    patientId: 'Patient ID',
    accession: 'Accession no.',
    study: 'Study',
    studyAt: 'Study date',
    requester: 'Requested by',
    report: 'Report',
  },
  sexes: { M: 'Male', F: 'Female', O: 'Other' },
  unknown: 'not stated',
  labelSeparator: ': ',
  listSeparator: '; ',
  version: version => `version ${version}`,
  final: 'Final report',
  draft: 'DRAFT',
  draftStatus: 'Draft, not signed',
  signedBy: (name, identifier) => `Signed by ${name} (${identifier})`,
  signedAt: (date, time, zone) => `on ${date} at ${time} (${zone})`,
  demonstrationKey: 'DEMO key \u2014 not a legal signature',
  notForDiagnosis: 'Vigie is not CE-marked. Not for diagnosis.',
  page: (page, pages) => `Page ${page} of ${pages}`,
  quantities: {
    length: '',
    area: 'area',
    mean: 'mean',
    'standard-deviation': 'standard deviation',
    minimum: 'minimum',
    maximum: 'maximum',
    median: 'median',
    'pixel-count': 'pixel count',
    time: 'time',
    velocity: 'velocity',
    value: '',
    angle: '',
  },
  calibrations: {
    'patient-plane': null,
    'detector-plane': 'in the detector plane',
    'magnification-corrected': 'corrected for the estimated magnification',
    'user-calibrated': 'calibrated by hand',
    'ultrasound-region': 'calibrated by the ultrasound scanner',
    uncalibrated: 'uncalibrated',
  },
  hounsfield: 'HU',
  priorStudy: 'prior study',
};

const wordings: Readonly<Record<Language, Wording>> = { fr, en };

/** Words follow the report's language, never the screen's. */
export function wordingOf(language: Language): Wording {
  return wordings[language];
}
