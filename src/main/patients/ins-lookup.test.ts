import { beforeEach, expect, it } from 'vitest';
import { fail, type Outcome, type Patient, succeed } from '../../contract/index.ts';
import { InsLookup } from './ins-lookup.ts';

const patient = (qualified: boolean): Patient => ({
  patientId: 'N1',
  issuer: null,
  familyName: 'PAT-TROIS',
  givenName: 'DOMINIQUE',
  birthDate: '1979-03-28',
  sex: 'F',
  ins: {
    matricule: '279035121518989',
    oid: '1.2.250.1.213.1.4.10',
    qualified,
    status: qualified ? 'VALI' : 'PROV',
    birthFamilyName: '',
    birthGivenNames: '',
    birthPlace: null,
  },
});
const there: Patient = { ...patient(true), patientId: 'S9' };

let now: number;
let asked: string[];
let noted: [string, string[]][];
let answer: Outcome<readonly Patient[]>;
let lookup: InsLookup;
beforeEach(() => {
  [now, asked, noted, answer] = [1e12, [], [], succeed([there])];
  lookup = new InsLookup({
    sources: () =>
      ['north', 'south'].map(site => ({
        site,
        find: async () => {
          asked.push(site);
          return answer;
        },
      })),
    note: (site, patients) => noted.push([site, patients.map(({ patientId }) => patientId)]),
    clock: { now: () => now },
  });
});
const look = async (of: Patient, afterMs = 0) => {
  now += afterMs;
  lookup.look('north', of);
  await new Promise(resolve => setImmediate(resolve));
};

it('asks the other sites once, and passes on what they state', async () => {
  await look(patient(true));
  await look(patient(true), 1000);
  expect(asked).toEqual(['south']);
  expect(noted).toEqual([['south', ['S9']]]);
  await look(patient(true), 3_600_000);
  expect(asked).toEqual(['south', 'south']);
});

it('asks sooner again where a site did not answer', async () => {
  answer = fail('ris-unreachable', { site: 'south' });
  await look(patient(true));
  await look(patient(true), 60_000);
  expect(asked).toHaveLength(1);
  await look(patient(true), 300_000);
  expect(asked).toHaveLength(2);
  expect(noted).toEqual([]);
});

it('tells nobody of an identity that is not qualified', async () => {
  await look(patient(false));
  expect(asked).toEqual([]);
});
