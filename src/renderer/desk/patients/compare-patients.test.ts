import { expect, it } from 'vitest';
import type { Patient } from '../../../contract/index.ts';
import { differingTraits, unstatedTraits } from './compare-patients.ts';

const patient = (changes: Partial<Patient> = {}): Patient => ({
  patientId: '1',
  issuer: null,
  familyName: 'LE GOFF',
  givenName: 'Maëlle',
  birthDate: '1968-03-14',
  sex: 'F',
  ...changes,
});

it.each<[Partial<Patient>, string[]]>([
  [{}, []],
  [{ patientId: '2', issuer: 'SUD' }, []],
  [{ familyName: 'Le-Goff', givenName: 'MAELLE' }, []],
  [{ givenName: 'Maëlys' }, ['name']],
  [{ birthDate: '1968-03-15', sex: 'M' }, ['birthDate', 'sex']],
  [{ birthDate: null, sex: null }, []],
])('%j differs in %j', (changes, expected) => {
  expect(differingTraits(patient(), patient(changes))).toEqual(expected);
});

it('says what one of them leaves out', () => {
  expect(unstatedTraits(patient(), patient())).toEqual([]);
  expect(unstatedTraits(patient(), patient({ birthDate: null, sex: null }))).toEqual(['birthDate', 'sex']);
  expect(unstatedTraits(patient({ familyName: '', givenName: '' }), patient())).toEqual(['name']);
});
