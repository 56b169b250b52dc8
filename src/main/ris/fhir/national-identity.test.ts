import { describe, expect, it } from 'vitest';
import { nationalIdentityOf } from './national-identity.ts';
import { orderOf } from './order-mapping.ts';
import { patientResourceSchema, serviceRequestSchema } from './resources.ts';

const core = 'https://hl7.fr/ig/fhir/core/StructureDefinition';

/** A Patient as the profile fr-core-patient-ins has it, of an invented person. */
function patient(codes: readonly string[], system = 'urn:oid:1.2.250.1.213.1.4.10') {
  return patientResourceSchema.parse({
    resourceType: 'Patient',
    id: 'p1',
    extension: [
      {
        url: `${core}/fr-core-identity-reliability`,
        extension: codes.map(code => ({
          url: 'identityStatus',
          valueCoding: { system: 'https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-0445', code },
        })),
      },
      {
        url: 'http://hl7.org/fhir/StructureDefinition/patient-birthPlace',
        valueAddress: { extension: [{ url: `${core}/fr-core-address-insee-code`, valueCoding: { code: '63220' } }] },
      },
    ],
    identifier: [
      { use: 'official', system, value: '279035121518989' },
      { use: 'usual', system: 'urn:oid:1.2.3', value: 'IPP-7' },
    ],
    name: [
      {
        use: 'official',
        family: 'PAT-TROIS',
        given: ['DOMINIQUE'],
        extension: [{ url: `${core}/fr-core-patient-birth-list-given-name`, valueString: 'DOMINIQUE MARIE' }],
      },
    ],
    gender: 'female',
    birthDate: '1979-03-28',
  });
}

describe('the national identity of FR Core', () => {
  it('is read whole', () => {
    expect(nationalIdentityOf(patient(['VALI']))).toEqual({
      ins: {
        matricule: '279035121518989',
        oid: '1.2.250.1.213.1.4.10',
        qualified: true,
        status: 'VALI',
        birthFamilyName: 'PAT-TROIS',
        birthGivenNames: 'DOMINIQUE MARIE',
        birthPlace: '63220',
      },
    });
  });

  it.each<[readonly string[], boolean]>([
    [['VALI'], true],
    [['QUAL'], true],
    [['PROV'], false],
    [['RECUP'], false],
    [[], false],
  ])('with status %s is qualified: %s', (codes, qualified) => {
    expect(nationalIdentityOf(patient(codes)).ins?.qualified).toBe(qualified);
  });

  it('of another system is none', () => {
    expect(nationalIdentityOf(patient(['VALI'], 'urn:oid:1.2.250.1.213.1.4.2'))).toEqual({});
  });

  it('comes with the order, and is taken for the local identifier only where there is no other', () => {
    const request = serviceRequestSchema.parse({ resourceType: 'ServiceRequest', id: 'r1', subject: {} });
    const order = orderOf(request, patient(['VALI']), undefined, 'north');
    expect(order).toMatchObject({ value: { patient: { patientId: 'IPP-7', ins: { qualified: true } } } });
    const alone = { ...patient(['VALI']), identifier: patient(['VALI']).identifier?.slice(0, 1) };
    expect(orderOf(request, alone, undefined, 'north')).toMatchObject({
      value: { patient: { patientId: '279035121518989' } },
    });
  });
});
