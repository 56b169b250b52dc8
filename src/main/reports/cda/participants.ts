import type { Patient, VersionLine } from '../../../contract/index.ts';
import { patientRoot, siteOid } from '../../report-text/index.ts';
import type { RenderingSource } from '../render/report-document.ts';
import { element, type Xml } from './xml.ts';

/** French national register of professionals (RPPS): eleven digits, written with the type digit 8 before them. */
const rppsRoot = '1.2.250.1.71.4.2.1';
/** French national register of organisations: a FINESS number is written with the type digit 1 before it. */
const structureRoot = '1.2.250.1.71.4.2.2';

/** Of whose report, and who sends it. */
type Sent = Pick<RenderingSource, 'subject' | 'sender'>;

/** `YYYYMMDDHHMMSS+0000` of an instant. */
export function timeOf(instant: string): string {
  return `${new Date(instant).toISOString().replace(/[-:T]/g, '').slice(0, 14)}+0000`;
}

/** The identifier of a professional. */
export function professionalId(site: string, identifier: string): Xml {
  return /^\d{11}$/.test(identifier)
    ? element('id', { root: rppsRoot, extension: `8${identifier}` })
    : element('id', { root: siteOid(site, 'professionals'), extension: identifier });
}

/** The site as an organisation: as it names itself, else its id and the OID that follows from it. */
export function organization(name: string, { subject: { site }, sender }: Sent): Xml {
  return element(
    name,
    {},
    sender
      ? element('id', { root: structureRoot, extension: `1${sender.finess}` })
      : element('id', { root: siteOid(site, 'organization') }),
    element('name', {}, sender?.name ?? site),
    element('telecom', { nullFlavor: 'NI' }),
    element('addr', { nullFlavor: 'NI' }),
  );
}

/** What author, authenticator and performer all say of the signer. */
export function signerParts({ signer }: Pick<VersionLine, 'signer'>, sent: Sent): readonly Xml[] {
  return [
    professionalId(sent.subject.site, signer.identifier),
    element('code', {
      code: 'G15_10/SM44',
      displayName: 'Médecin - Radio-diagnostic (SM)',
      codeSystem: '1.2.250.1.213.1.1.4.5',
    }),
    element('addr', { nullFlavor: 'NI' }),
    element('telecom', { nullFlavor: 'NI' }),
    element('assignedPerson', {}, personName(signer.name)),
    organization('representedOrganization', sent),
  ];
}

/** `Dr Camille Démo` in the parts of a CDA name. */
function personName(name: string): Xml {
  const words = name.split(/\s+/).filter(word => word !== '');
  const title = /^(dr|pr|prof)\.?$/i.test(words[0] ?? '') ? words.shift() : undefined;
  const family = words.pop() ?? name;
  return element(
    'name',
    {},
    words.length > 0 ? element('given', {}, words.join(' ')) : null,
    element('family', {}, family),
    title ? element('suffix', {}, title.replace('.', '').toUpperCase()) : null,
  );
}

const genders = {
  M: ['M', 'Masculin', 'Male'],
  F: ['F', 'Féminin', 'Female'],
  O: ['UN', 'Indéterminé', 'Undifferentiated'],
} as const;

export function recordTarget({ subject: { patient, site }, sender }: Sent, french: boolean): Xml {
  const { ins, sex, birthDate } = patient;
  const gender = sex ? genders[sex] : null;
  return element(
    'recordTarget',
    {},
    element(
      'patientRole',
      {},
      ins ? element('id', { root: ins.oid, extension: ins.matricule }) : null,
      element('id', { root: patientRoot(site, patient.issuer, sender?.patientsOid), extension: patient.patientId }),
      element('addr', { nullFlavor: 'NI' }),
      element('telecom', { nullFlavor: 'NI' }),
      element(
        'patient',
        { classCode: 'PSN' },
        patientName(patient),
        gender
          ? element('administrativeGenderCode', {
              code: gender[0],
              displayName: french ? gender[1] : gender[2],
              codeSystem: '2.16.840.1.113883.5.1',
            })
          : element('administrativeGenderCode', { nullFlavor: 'NI' }),
        birthDate
          ? element('birthTime', { value: birthDate.replaceAll('-', '') })
          : element('birthTime', { nullFlavor: 'NI' }),
        ins?.birthPlace
          ? element('birthplace', {}, element('place', {}, element('addr', {}, element('county', {}, ins.birthPlace))))
          : null,
      ),
    ),
  );
}

/** Names of the birth certificate come first where the national identity states them. */
function patientName({ ins, familyName, givenName }: Patient): Xml {
  if (!ins) {
    return element('name', {}, element('family', {}, familyName), element('given', {}, givenName));
  }
  const [first = ''] = ins.birthGivenNames.split(/\s+/);
  return element(
    'name',
    {},
    element('family', { qualifier: 'BR' }, ins.birthFamilyName),
    element('given', {}, ins.birthGivenNames),
    element('given', { qualifier: 'BR' }, first),
    element('family', { qualifier: 'CL' }, familyName),
    element('given', { qualifier: 'CL' }, givenName),
  );
}
