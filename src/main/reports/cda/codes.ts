import type { Language } from '../../../contract/index.ts';
import { type Attributes, element, type Xml } from './xml.ts';

export const loinc = { codeSystem: '2.16.840.1.113883.6.1', codeSystemName: 'LOINC' } as const;
export const dcm = { codeSystem: '1.2.840.10008.2.16.4', codeSystemName: 'DCM' } as const;
export const snomed = { codeSystem: '2.16.840.1.113883.6.96', codeSystemName: 'SNOMED CT' } as const;

/** A `code`-like element. */
export function coded(
  name: string,
  code: string,
  displayName: string,
  system: { readonly codeSystem: string; readonly codeSystemName: string },
  attributes: Attributes = {},
  ...children: readonly (Xml | null)[]
): Xml {
  return element(name, { ...attributes, code, displayName, ...system }, ...children);
}

/** Acquisition modalities (PS3.16 CID 29) in words. */
const modalities: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  CT: { fr: 'Tomodensitométrie', en: 'Computed Tomography' },
  MR: { fr: 'Imagerie par résonance magnétique', en: 'Magnetic Resonance' },
  CR: { fr: 'Radiographie numérisée', en: 'Computed Radiography' },
  DX: { fr: 'Radiographie numérique', en: 'Digital Radiography' },
  US: { fr: 'Échographie', en: 'Ultrasound' },
  MG: { fr: 'Mammographie', en: 'Mammography' },
  NM: { fr: 'Médecine nucléaire', en: 'Nuclear Medicine' },
  PT: { fr: 'Tomographie par émission de positons', en: 'Positron emission tomography' },
  XA: { fr: 'Angiographie', en: 'X-Ray Angiography' },
  RF: { fr: 'Radioscopie', en: 'Radio Fluoroscopy' },
};

/** The modalities that a report is about, as codes and words; `OT` where nothing is known. */
export function modalitiesOf(stated: readonly string[] | undefined, language: Language): [string, string][] {
  const known = (stated ?? []).flatMap((code): [string, string][] => {
    const words = modalities[code];
    return words ? [[code, words[language]]] : [];
  });
  return known.length > 0 ? known : [['OT', language === 'fr' ? 'Autre' : 'Other']];
}

/** Body parts of (0018,0015) as SNOMED CT (PS3.16 Annex L, table L-1). */
const bodyParts: Readonly<Record<string, readonly [code: string, fr: string, en: string]>> = {
  HEAD: ['69536005', 'Tête', 'Head'],
  BRAIN: ['12738006', 'Encéphale', 'Brain'],
  NECK: ['45048000', 'Cou', 'Neck'],
  CHEST: ['51185008', 'Thorax', 'Chest'],
  BREAST: ['76752008', 'Sein', 'Breast'],
  ABDOMEN: ['818983003', 'Abdomen', 'Abdomen'],
  PELVIS: ['816092008', 'Pelvis', 'Pelvis'],
  SPINE: ['421060004', 'Rachis', 'Spine'],
  CSPINE: ['122494005', 'Rachis cervical', 'Cervical spine'],
  TSPINE: ['122495006', 'Rachis thoracique', 'Thoracic spine'],
  LSPINE: ['122496007', 'Rachis lombaire', 'Lumbar spine'],
  SHOULDER: ['16982005', 'Épaule', 'Shoulder'],
  ELBOW: ['127949000', 'Coude', 'Elbow'],
  WRIST: ['74670003', 'Poignet', 'Wrist'],
  HAND: ['85562004', 'Main', 'Hand'],
  HIP: ['24136001', 'Hanche', 'Hip'],
  KNEE: ['72696002', 'Genou', 'Knee'],
  ANKLE: ['70258002', 'Cheville', 'Ankle'],
  FOOT: ['56459004', 'Pied', 'Foot'],
};

/** The body part as a SNOMED CT code and its word, or null where it is none that is known. */
export function bodyPartOf(stated: string | null | undefined, language: Language): [string, string] | null {
  const found = stated ? bodyParts[stated.toUpperCase().replace(/[\s_]/g, '')] : undefined;
  return found ? [found[0], language === 'fr' ? found[1] : found[2]] : null;
}
