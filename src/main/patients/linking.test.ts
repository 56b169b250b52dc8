import { beforeEach, describe, expect, it } from 'vitest';
import {
  fail,
  type NationalIdentity,
  type Patient,
  type PatientLink,
  type Reading,
  type StudySummary,
  succeed,
} from '../../contract/index.ts';
import { importsToSearch, type PlaceToSearch, pacsToSearch } from './find-patients.ts';
import { PatientLinking } from './linking.ts';

const patient = (patientId: string, changes: Partial<Patient> = {}): Patient => ({
  patientId,
  issuer: 'SUD',
  familyName: 'LEFÈVRE',
  givenName: 'Éloïse',
  birthDate: '1962-04-09',
  sex: 'F',
  ...changes,
});
const study = (studyUid: string, of: Patient, studyAt = '2026-03-01T08:00:00'): StudySummary => ({
  site: 'south',
  studyUid,
  accession: null,
  patient: of,
  description: 'TDM',
  modalities: ['CT'],
  bodyPart: null,
  studyAt,
  seriesCount: 1,
  instanceCount: 10,
});
const reading = {
  site: { id: 'north', name: 'Nord' },
  patient: patient('N1', { issuer: null }),
  study: null,
} as Reading;
const ins = (matricule: string): NationalIdentity => ({
  matricule,
  oid: '1.2.250.1.213.1.4.10',
  qualified: true,
  status: 'VALI',
  birthFamilyName: '',
  birthGivenNames: '',
  birthPlace: null,
});

let studies: StudySummary[];
let made: PatientLink['ends'][];
let removed: string[];
let stated: Patient | null;
let places: PlaceToSearch[];
let linking: PatientLinking;
const signal = new AbortController().signal;

beforeEach(() => {
  [studies, made, removed, stated] = [[], [], [], null];
  const client = {
    siteId: 'south',
    searchStudies: async ({ patientId }: { patientId?: string }) =>
      // It ignores the name, as servers may.
      succeed(studies.filter(each => patientId === undefined || each.patient.patientId === patientId)),
  };
  places = [pacsToSearch('Sud', client as unknown as Parameters<typeof pacsToSearch>[1])];
  linking = new PatientLinking(
    {
      links: [],
      stated: () => stated,
      link: async ends => {
        made.push(ends);
        return succeed({ id: '7c1f0f3e-8d0a-4f43-9c39-0a8c3f6f8a11', ends, at: '2026-11-22T08:00:00Z', by: 'D1' });
      },
      unlink: async id => {
        removed.push(id);
        return succeed({});
      },
    },
    () => places,
  );
});

describe('looking for a patient', () => {
  it.each([
    ['lefevre', true],
    ['LEF ELO', true],
    ['éloïse', true],
    ['S9', true],
    ['martin', false],
    ['lefevre martin', false],
    ['S', false],
  ])('%s finds her: %s', async (text, expected) => {
    studies = [study('1', patient('S9'))];
    expect((await linking.search(text, signal)).patients.length).toBe(expected ? 1 : 0);
  });

  it('tells every record that differs apart, with its studies', async () => {
    const other = patient('S9', { birthDate: '1962-04-10' });
    studies = [study('1', patient('S9')), study('2', patient('S9'), '2026-05-01'), study('3', other)];
    const { patients } = await linking.search('S9', signal);
    expect(patients).toMatchObject([
      { site: 'south', siteName: 'Sud', studies: 2, newest: '2026-05-01', issuers: ['SUD'] },
      { studies: 1, patient: { birthDate: '1962-04-10' } },
    ]);
  });

  it('looks among imports too, and a site that is down keeps nobody waiting', async () => {
    const down = async () => fail('pacs-unreachable', { site: 'isle' });
    places.push(importsToSearch('import', 'Import', () => [{ study: study('9', patient('CD-1')) }]));
    places.push({ id: 'isle', name: 'Île', search: down });
    const { patients, failures } = await linking.search('lefevre', signal);
    expect(patients.map(each => [each.site, each.patient.patientId])).toEqual([['import', 'CD-1']]);
    expect(failures).toMatchObject([{ site: 'isle', siteName: 'Île', failure: { code: 'pacs-unreachable' } }]);
  });
});

describe('a link', () => {
  const other = { site: 'south', patient: patient('S9'), issuers: ['SUD'] };
  beforeEach(async () => {
    studies = [study('1', patient('S9'))];
    await linking.search('lefevre', signal);
  });

  it('is made between what was on screen', async () => {
    expect(await linking.link(reading, reading.patient, other)).toEqual({ ok: true, value: {} });
    expect(made).toEqual([[{ site: 'north', patient: reading.patient, issuers: [] }, other]]);
  });

  it('does not mind in which order a RIS stated what it did', async () => {
    const former = [{ patientId: 'N0', issuer: null }];
    const merged = { former, ...reading.patient, ins: ins('279035121518989') };
    const shown = { ...reading.patient, ins: ins('279035121518989'), former };
    expect((await linking.link({ ...reading, patient: merged }, shown, other)).ok).toBe(true);
  });

  it.each<[string, () => ReturnType<PatientLinking['link']>, string]>([
    [
      'when the patient of the case is another than was confirmed',
      () => linking.link(reading, patient('N1', { givenName: 'Léa' }), other),
      'identity-mismatch',
    ],
    [
      'with somebody whom no search has found',
      () => linking.link(reading, reading.patient, { ...other, patient: patient('S8') }),
      'identity-mismatch',
    ],
    [
      'with a record that has changed since',
      () => linking.link(reading, reading.patient, { ...other, patient: patient('S9', { sex: 'M' }) }),
      'identity-mismatch',
    ],
    [
      'between two qualified national identities',
      () => {
        stated = patient('S9', { ins: ins('185057512345673') });
        const own = { ...reading, patient: { ...reading.patient, ins: ins('279035121518989') } };
        return linking.link(own, own.patient, other);
      },
      'patients-not-joined',
    ],
    [
      'of a patient with himself',
      () => linking.link({ ...reading, site: { id: 'south', name: '' }, patient: patient('S9') }, patient('S9'), other),
      'input-invalid',
    ],
  ])('is refused %s', async (_name, link, code) => {
    expect(await link()).toMatchObject({ ok: false, failure: { code } });
    expect(made).toEqual([]);
  });

  it('is removed only where it joins the patient of the case', async () => {
    const id = '7c1f0f3e-8d0a-4f43-9c39-0a8c3f6f8a11';
    expect(await linking.unlink(reading, id)).toMatchObject({ failure: { code: 'patient-link-unknown' } });
    const joined = [{ link: { id } }] as Reading['joined'] & object;
    expect((await linking.unlink({ ...reading, joined }, id)).ok).toBe(true);
    expect(removed).toEqual([id]);
  });
});
