import { beforeEach, describe, expect, it } from 'vitest';
import {
  fail,
  isIdentifierOf,
  type Measurement,
  type Patient,
  type Reading,
  type ReportSubject,
  type StudySummary,
  succeed,
} from '../../contract/index.ts';
import { ReadingCase } from './reading-case.ts';

const patient = (patientId: string): Patient => ({
  patientId,
  issuer: null,
  familyName: 'MARTIN',
  givenName: 'Zoé',
  birthDate: '1970-02-28',
  sex: 'F',
});

const study = (
  studyUid: string,
  patientId: string,
  modality = 'CT',
  studyAt = '2026-11-22T08:00:00',
): StudySummary => ({
  site: 'north',
  studyUid,
  accession: null,
  patient: patient(patientId),
  description: 'TDM thorax',
  modalities: [modality],
  bodyPart: 'CHEST',
  studyAt,
  seriesCount: 1,
  instanceCount: 3,
});

const reading = (id: string, patientId: string, studyUid: string, priors: StudySummary[] = []): Reading => ({
  id,
  site: { id: 'north', name: 'Centre Nord' },
  patient: patient(patientId),
  orders: [],
  study: study(studyUid, patientId),
  match: 'study-only',
  remarks: [],
  priority: 'routine',
  state: 'to-read',
  claim: null,
  cache: { state: 'none', instancesDone: 0, instancesTotal: null, bytesDone: 0, failure: null },
  priors,
  report: null,
});

const measurement = (patientId: string, studyUid: string): Measurement => ({
  id: 'm1',
  kind: 'length',
  calibration: 'patient-plane',
  quantities: [{ quantity: 'length', value: 12, unit: 'mm' }],
  image: {
    patientId,
    studyUid,
    seriesUid: '1.2.9',
    sopInstanceUid: '1.2.9.1',
    frameNumber: 1,
    imageNumber: 1,
    imageCount: 3,
  },
  points: [
    [0, 0, 0],
    [12, 0, 0],
  ],
});

describe('one case at a time', () => {
  let log: string[];
  let readingCase: ReadingCase;
  beforeEach(() => {
    log = [];
    readingCase = new ReadingCase({
      claim: async ({ id }) => {
        log.push(`claim ${id}`);
        return id === 'taken'
          ? fail('order-claimed-by-other', { by: 'Dr Autre' })
          : succeed({ by: 'me', scope: 'ris', mine: true });
      },
      release: async ({ id }) => {
        log.push(`release ${id}`);
        return succeed({});
      },
      fetch: wanted => log.push(`fetch ${wanted?.study?.studyUid}`),
    });
  });

  it('parks the former case when another is opened, and has the images of the one that is open fetched', async () => {
    await readingCase.open(reading('a', 'P1', '1.1', [study('1.1.9', 'P1')]));
    await readingCase.open(reading('b', 'P2', '1.2'));
    expect(log).toEqual(['claim a', 'fetch 1.1', 'claim b', 'fetch undefined', 'release a', 'fetch 1.2']);
    expect(readingCase.current.value.reading?.id).toBe('b');
  });

  it('stays where it is when somebody else reads the other one', async () => {
    await readingCase.open(reading('a', 'P1', '1.1'));
    const { epoch } = readingCase.current.value;
    expect(await readingCase.open(reading('taken', 'P2', '1.2'))).toMatchObject({
      ok: false,
      failure: { params: { by: 'Dr Autre' } },
    });
    expect(readingCase.current.value).toMatchObject({ epoch, reading: { id: 'a' } });
  });

  it('refuses a measurement of another patient, of another study and of a former case', async () => {
    await readingCase.open(reading('a', 'P1', '1.1', [study('1.1.9', 'P1')]));
    const { epoch } = readingCase.current.value;
    expect(readingCase.insert(epoch, measurement('P1', '1.1')).ok).toBe(true);
    expect(readingCase.insert(epoch, measurement('P1', '1.1.9')).ok).toBe(true);
    expect(readingCase.insert(epoch, measurement('P2', '1.1'))).toMatchObject({
      failure: { code: 'measurement-of-other-patient' },
    });
    expect(readingCase.insert(epoch, measurement('P1', '1.2')).ok).toBe(false);
    await readingCase.open(reading('b', 'P1', '1.1'));
    expect(readingCase.insert(epoch, measurement('P1', '1.1'))).toMatchObject({
      failure: { params: { reason: 'case-changed' } },
    });
  });

  it('takes images of a joined prior for the patient’s under its own identifier only, and measures none into the report', async () => {
    const prior = { ...study('1.9', 'S9'), site: 'south', joinedBy: 'link' as const };
    await readingCase.open(reading('a', 'P1', '1.1', [prior]));
    const { epoch, reading: open } = readingCase.current.value;
    expect(isIdentifierOf(open!, '1.9', 'S9')).toBe(true);
    expect(isIdentifierOf(open!, '1.9', 'P1')).toBe(false);
    expect(isIdentifierOf(open!, '1.1', 'S9')).toBe(false);
    expect(readingCase.insert(epoch, measurement('S9', '1.9'))).toMatchObject({
      failure: { code: 'measurement-of-other-identifier' },
    });
    expect(readingCase.insert(epoch, measurement('S8', '1.9'))).toMatchObject({
      failure: { code: 'measurement-of-other-patient' },
    });
    expect(readingCase.insert(epoch, measurement('S9', '1.1')).ok).toBe(false);
  });

  it('does not hand a measurement of the former case to the next report', async () => {
    await readingCase.open(reading('a', 'P1', '1.1'));
    readingCase.insert(readingCase.current.value.epoch, measurement('P1', '1.1'));
    await readingCase.open(reading('b', 'P2', '1.2'));
    const abort = new AbortController();
    const taken = readingCase.insertions.take(abort.signal).next();
    abort.abort();
    expect((await taken).done).toBe(true);
  });

  it('follows the worklist without changing the case, and fetches a study that arrives while it is open', async () => {
    const waiting = { ...reading('a', 'P1', '1.1'), study: null };
    await readingCase.open(waiting);
    const { epoch } = readingCase.current.value;
    log = [];
    readingCase.follow({ readings: [reading('a', 'P1', '1.7')], sites: [] });
    expect(readingCase.current.value).toMatchObject({
      epoch,
      reading: { study: { studyUid: '1.7' }, claim: { mine: true } },
    });
    expect(log).toEqual(['fetch 1.7']);
  });

  it('keeps the images that are being read when another study matches better or the PACS forgets them', async () => {
    await readingCase.open(reading('a', 'P1', '1.1'));
    log = [];
    readingCase.follow({ readings: [{ ...reading('a', 'P1', '1.7'), state: 'draft' }], sites: [] });
    readingCase.follow({ readings: [{ ...reading('a', 'P1', '1.1'), study: null, priority: 'stat' }], sites: [] });
    expect(readingCase.current.value.reading).toMatchObject({ study: { studyUid: '1.1' }, priority: 'stat' });
    expect(log).toEqual(['fetch 1.1', 'fetch 1.1']);
  });

  it('gives back every claim but the last when cases are opened and left at once', async () => {
    await Promise.all([
      readingCase.open(reading('a', 'P1', '1.1')),
      readingCase.open(reading('b', 'P2', '1.2')),
      readingCase.park(),
      readingCase.open(reading('c', 'P3', '1.3')),
      readingCase.open(reading('c', 'P3', '1.3')),
    ]);
    const claims = log.filter(each => !each.startsWith('fetch'));
    expect(claims).toEqual(['claim a', 'claim b', 'release a', 'release b', 'claim c']);
    expect(readingCase.current.value.reading?.id).toBe('c');
  });

  describe('the report that may be signed', () => {
    const subject = (changes: Partial<ReportSubject> = {}): ReportSubject => ({
      readingId: 'a',
      site: 'north',
      patient: patient('P1'),
      accessions: [],
      orderKeys: [],
      studyUid: '1.1',
      studyDescription: '',
      studyAt: null,
      requester: null,
      ...changes,
    });

    it.each<[string, Partial<ReportSubject>, boolean]>([
      ['is that of the case on screen', {}, true],
      ['may have been begun before its images came', { studyUid: null }, true],
      ['may have been begun before its order came', { readingId: 'north:1.1' }, true],
      ['is not another patient’s', { patient: patient('P2') }, false],
      ['is not that of another site where the identifier is the same', { site: 'south' }, false],
      ['is not that of other images of the same patient', { studyUid: '1.2' }, false],
      ['is not that of another reading of the same patient', { readingId: 'b', studyUid: null }, false],
    ])('%s', async (_name, changes, expected) => {
      await readingCase.open(reading('a', 'P1', '1.1'));
      expect(readingCase.isOnScreen(subject(changes))).toBe(expected);
      await readingCase.park();
      expect(readingCase.isOnScreen(subject(changes))).toBe(false);
    });
  });
});
