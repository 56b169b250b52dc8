import type { NationalIdentity } from '../../../contract/index.ts';
import type { Extension, HumanName, PatientResource } from './resources.ts';

const core = 'https://hl7.fr/ig/fhir/core/StructureDefinition';

/** Identifier systems of the INS matricule: NIR, NIA and the test NIR. */
const insSystem = /^urn:oid:(1\.2\.250\.1\.213\.1\.4\.(?:8|9|10|11))$/;

/**
 * The French national identity as FR Core states it (fr-core-patient-ins): the matricule with its authority's OID, the
 * status in the extension on the reliability of the identity, birth names and place. Qualified are `VALI` (2.1 and IHE PAM
 * France: an INS that was retrieved and validated) and `QUAL` (2.2, which tells the four statuses of the RNIV apart); the
 * profile lets no other identity carry an INS. Nothing is added or corrected.
 */
export function nationalIdentityOf(patient: PatientResource): { ins?: NationalIdentity } {
  const identifier = (patient.identifier ?? []).find(({ system, value }) => value && insSystem.test(system ?? ''));
  const oid = insSystem.exec(identifier?.system ?? '')?.[1];
  const matricule = identifier?.value ?? '';
  if (oid === undefined || matricule.length > 32) return {};
  const statuses = extensions(patient.extension, `${core}/fr-core-identity-reliability`)
    .flatMap(({ extension }) => extensions(extension, 'identityStatus'))
    .flatMap(({ valueCoding }) => valueCoding?.code ?? []);
  const name = patient.name?.find(({ use }) => use === 'official') ?? patient.name?.[0];
  const place = extensions(patient.extension, 'http://hl7.org/fhir/StructureDefinition/patient-birthPlace')[0];
  const [commune] = extensions(place?.valueAddress?.extension, `${core}/fr-core-address-insee-code`);
  return {
    ins: {
      matricule,
      oid,
      qualified: statuses.includes('VALI') || statuses.includes('QUAL'),
      status: statuses.join(' ').slice(0, 64),
      birthFamilyName: (name?.family ?? '').slice(0, 128),
      birthGivenNames: birthGivenNames(name).slice(0, 128),
      birthPlace: commune?.valueCoding?.code?.slice(0, 16) || null,
    },
  };
}

function birthGivenNames(name: HumanName | undefined): string {
  const [list] = extensions(name?.extension, `${core}/fr-core-patient-birth-list-given-name`);
  return list?.valueString ?? name?.given?.join(' ') ?? '';
}

function extensions(all: readonly Extension[] | undefined, url: string): readonly Extension[] {
  return (all ?? []).filter(extension => extension.url === url);
}

/** True for an identifier that is a national one; images carry the institution's own as their Patient ID. */
export function isNational({ system }: { readonly system?: string | undefined }): boolean {
  return insSystem.test(system ?? '');
}
