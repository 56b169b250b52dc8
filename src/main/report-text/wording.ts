import type {
  CalibrationKind,
  CriticalCategory,
  CriticalMeans,
  KeyObjectTitle,
  Language,
  Quantity,
  SectionKind,
  UncalibratedReason,
  VersionStatus,
} from '../../contract/index.ts';

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
  /** What a version is, in the line under the title. */
  readonly statuses: Readonly<Record<VersionStatus, string>>;
  readonly draft: string;
  /** Marks that lie over every page of a version that must not be taken for the report. */
  readonly marks: Readonly<Partial<Record<VersionStatus, string>>>;
  readonly draftStatus: string;
  readonly addendum: (date: string | null) => string;
  readonly reasons: Readonly<Record<'correction' | 'withdrawn', string>>;
  readonly critical: {
    readonly heading: string;
    readonly categories: Readonly<Record<CriticalCategory, string>>;
    readonly means: Readonly<Record<CriticalMeans, string>>;
    readonly finding: (category: string, finding: string) => string;
    readonly told: (told: {
      by: string;
      whom: string;
      means: string;
      date: string;
      time: string;
      zone: string;
      readBack: boolean;
    }) => string;
    readonly notTold: string;
  };
  readonly keyImages: {
    readonly heading: string;
    readonly titles: Readonly<Record<KeyObjectTitle, string>>;
    readonly list: (title: string, numbers: readonly string[]) => string;
  };
  readonly signedBy: Readonly<Record<VersionStatus, (name: string, identifier: string) => string>>;
  readonly signedAt: (date: string, time: string, zone: string) => string;
  readonly demonstrationKey: string;
  readonly notForDiagnosis: string;
  readonly page: (page: number, pages: number) => string;
  readonly quantities: Readonly<Record<Quantity['quantity'], string>>;
  /** Null where the value needs no remark: millimetres in the patient's plane. */
  readonly calibrations: Readonly<Record<CalibrationKind, string | null>>;
  /** Why an ultrasound image gave pixels only. */
  readonly uncalibratedReasons: Readonly<Record<UncalibratedReason, string>>;
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
  statuses: {
    preliminary: 'Compte rendu préliminaire, non définitif',
    final: 'Compte rendu validé',
    addendum: 'Compte rendu validé, complété par un addendum',
    correction: 'Compte rendu corrigé, annule et remplace la version précédente',
    withdrawn: 'Compte rendu retiré : ne plus l’utiliser',
  },
  draft: 'BROUILLON',
  marks: { preliminary: 'PRÉLIMINAIRE', withdrawn: 'RETIRÉ' },
  draftStatus: 'Brouillon non validé',
  addendum: date => (date === null ? 'Addendum' : `Addendum du ${date}`),
  reasons: { correction: 'Motif de la correction', withdrawn: 'Motif du retrait' },
  critical: {
    heading: 'Résultat critique',
    categories: {
      minutes: 'catégorie 1, à communiquer en quelques minutes',
      hours: 'catégorie 2, à communiquer en quelques heures',
      days: 'catégorie 3, à communiquer en quelques jours',
    },
    means: {
      phone: 'par téléphone',
      'in-person': 'de vive voix',
      video: 'par visiophonie',
      'secure-message': 'par messagerie sécurisée',
    },
    finding: (category, finding) => `${finding} (${category})`,
    told: ({ by, whom, means, date, time, zone, readBack }) =>
      `Communiqué par ${by} à ${whom}, ${means}, le ${date} à ${time} (${zone})\u00a0; ${
        readBack ? 'relecture confirmée' : 'sans relecture'
      }`,
    notTold: 'Pas encore communiqué au moment de la signature',
  },
  keyImages: {
    heading: 'Images clés',
    titles: {
      'of-interest': 'd’intérêt',
      'for-referring-provider': 'pour le médecin demandeur',
      'for-surgery': 'pour la chirurgie',
      'for-conference': 'pour une réunion',
      'for-teaching': 'pour l’enseignement',
    },
    list: (title, numbers) => `${numbers.length === 1 ? 'Image' : 'Images'} ${title} : ${numbers.join(', ')}`,
  },
  signedBy: {
    preliminary: (name, identifier) => `Version préliminaire signée par ${name} (${identifier})`,
    final: (name, identifier) => `Validé par ${name} (${identifier})`,
    addendum: (name, identifier) => `Addendum validé par ${name} (${identifier})`,
    correction: (name, identifier) => `Correction validée par ${name} (${identifier})`,
    withdrawn: (name, identifier) => `Retiré par ${name} (${identifier})`,
  },
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
  uncalibratedReasons: {
    'outside-regions': 'hors des régions échographiques',
    'across-regions': 'à cheval sur deux régions échographiques',
    'ambiguous-regions': 'régions échographiques contradictoires',
    'no-length-in-region': 'région échographique sans unité de longueur',
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
  statuses: {
    preliminary: 'Preliminary report, not final',
    final: 'Final report',
    addendum: 'Final report, with an addendum',
    correction: 'Corrected report, replaces the version before it',
    withdrawn: 'Report withdrawn: no longer to be used',
  },
  draft: 'DRAFT',
  marks: { preliminary: 'PRELIMINARY', withdrawn: 'WITHDRAWN' },
  draftStatus: 'Draft, not signed',
  addendum: date => (date === null ? 'Addendum' : `Addendum of ${date}`),
  reasons: { correction: 'Reason for the correction', withdrawn: 'Reason for the withdrawal' },
  critical: {
    heading: 'Critical result',
    categories: {
      minutes: 'category 1, to be communicated within minutes',
      hours: 'category 2, to be communicated within hours',
      days: 'category 3, to be communicated within days',
    },
    means: {
      phone: 'by phone',
      'in-person': 'in person',
      video: 'by video call',
      'secure-message': 'by secure message',
    },
    finding: (category, finding) => `${finding} (${category})`,
    told: ({ by, whom, means, date, time, zone, readBack }) =>
      `Communicated by ${by} to ${whom}, ${means}, on ${date} at ${time} (${zone}); ${
        readBack ? 'read back and confirmed' : 'not read back'
      }`,
    notTold: 'Not yet communicated when this was signed',
  },
  keyImages: {
    heading: 'Key images',
    titles: {
      'of-interest': 'of interest',
      'for-referring-provider': 'for the referring provider',
      'for-surgery': 'for surgery',
      'for-conference': 'for a conference',
      'for-teaching': 'for teaching',
    },
    list: (title, numbers) => `${numbers.length === 1 ? 'Image' : 'Images'} ${title}: ${numbers.join(', ')}`,
  },
  signedBy: {
    preliminary: (name, identifier) => `Preliminary version signed by ${name} (${identifier})`,
    final: (name, identifier) => `Signed by ${name} (${identifier})`,
    addendum: (name, identifier) => `Addendum signed by ${name} (${identifier})`,
    correction: (name, identifier) => `Correction signed by ${name} (${identifier})`,
    withdrawn: (name, identifier) => `Withdrawn by ${name} (${identifier})`,
  },
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
  uncalibratedReasons: {
    'outside-regions': 'outside of the ultrasound regions',
    'across-regions': 'across two ultrasound regions',
    'ambiguous-regions': 'contradicting ultrasound regions',
    'no-length-in-region': 'ultrasound region without a unit of length',
  },
  hounsfield: 'HU',
  priorStudy: 'prior study',
};

const wordings: Readonly<Record<Language, Wording>> = { fr, en };

/** Words follow the report's language, never the screen's. */
export function wordingOf(language: Language): Wording {
  return wordings[language];
}
