import { describe, expect, it } from 'vitest';
import { type Connection, fail, type Patient, type StudySummary } from '../../contract/index.ts';
import type { Join } from '../patients/index.ts';
import { type PlaceOfStudies, questionsOf, withJoinedPriors } from './joined-priors.ts';
import { type MatchedReading, matchReadings } from './match.ts';
import { patient, study } from './sample.test-data.ts';

const up: Connection = { state: 'up', since: null, failure: null };

function place(id: string, studies: readonly StudySummary[], pacs = up): PlaceOfStudies {
  return {
    id,
    name: id.toUpperCase(),
    pacs,
    studiesOf: patientId => studies.filter(each => each.patient.patientId === patientId),
    study: studyUid => studies.find(each => each.studyUid === studyUid),
    hasAnswered: () => pacs.state === 'up',
  };
}

const current = study({ site: 'north', studyUid: '1.1' });
const north = place('north', [current]);
const reading = (own: readonly StudySummary[] = []): MatchedReading =>
  matchReadings('north', [], [current, ...own], each => each.studyUid === '1.1')[0]!;
const there = (studyUid: string, changes: Partial<StudySummary> = {}, of: Partial<Patient> = {}) =>
  study({
    site: 'south',
    studyUid,
    accession: null,
    studyAt: '2026-03-01T08:00:00',
    patient: { ...patient, patientId: 'S9', issuer: null, ...of },
    ...changes,
  });
const join = (changes: Partial<Join> = {}): Join => ({
  site: 'south',
  patient: { ...patient, patientId: 'S9', issuer: null },
  issuers: [],
  by: 'ins',
  issuerRequired: false,
  refusal: null,
  ...changes,
});
const places = (...all: readonly PlaceOfStudies[]) => new Map([north, ...all].map(each => [each.id, each]));
const joined = (joins: readonly Join[], south: readonly StudySummary[], own: readonly StudySummary[] = []) => {
  const row = withJoinedPriors(reading(own), joins, places(place('south', south)));
  return { priors: row.priors.map(({ site, studyUid }) => [site, studyUid]), row, at: row.joined?.[0] };
};

describe('priors of a joined patient', () => {
  it('come from where he is joined, with the reason, and from nowhere else', () => {
    const stranger = there('2.2', {}, { patientId: 'S8' });
    const { priors, row, at } = joined([join()], [there('2.1'), stranger]);
    expect(priors).toEqual([['south', '2.1']]);
    expect(row.priors[0]).toMatchObject({ joinedBy: 'ins', patient: { patientId: 'S9' } });
    expect(at).toMatchObject({ site: { id: 'south', name: 'SOUTH' }, by: 'ins', state: 'answered', studies: 1 });
    expect(joined([], [there('2.1'), stranger])).toMatchObject({ priors: [], at: undefined });
  });

  it('are none that were made later than the study that is read', () => {
    expect(joined([join()], [there('2.1', { studyAt: '2026-11-23T08:00:00' })]).priors).toEqual([]);
  });

  it.each<[string, Partial<Join>, StudySummary[], string[], string | null]>([
    [
      'one of another birth date there is left',
      {},
      [there('2.1'), there('2.2', {}, { birthDate: '1950-01-01' })],
      ['2.1'],
      null,
    ],
    [
      'all of another birth date are refused',
      {},
      [there('2.2', {}, { birthDate: '1950-01-01' })],
      [],
      'birth-date-differs',
    ],
    ['all of another sex are refused', {}, [there('2.2', {}, { sex: 'M' })], [], 'sex-differs'],
    [
      'two issuers of one number cannot be told apart',
      {},
      [there('2.1', {}, { issuer: 'A' }), there('2.2', {}, { issuer: 'B' })],
      [],
      'issuer-ambiguous',
    ],
    [
      'a join that names the issuer takes its own',
      { issuers: ['A'] },
      [there('2.1', {}, { issuer: 'A' }), there('2.2', {}, { issuer: 'B' }), there('2.3')],
      ['2.1', '2.3'],
      null,
    ],
    [
      'one that requires it takes none without',
      { issuers: ['A'], issuerRequired: true },
      [there('2.1', {}, { issuer: 'A' }), there('2.3')],
      ['2.1'],
      null,
    ],
    [
      'what was refused takes nothing',
      { refusal: fail('patients-not-joined', { site: 'south', reason: 'ins-differs' }).failure },
      [there('2.1')],
      [],
      'ins-differs',
    ],
  ])('%s', (_name, changes, studies, expected, reason) => {
    const { priors, at } = joined([join(changes)], studies);
    expect(priors.map(([, uid]) => uid).toSorted()).toEqual(expected);
    expect(at).toMatchObject({ state: reason === null ? 'answered' : 'refused', studies: expected.length });
    expect(at?.failure?.params.reason ?? null).toBe(reason);
  });

  it('stay in sight when their site does not answer, and it is said', () => {
    const failure = fail('pacs-unreachable', { site: 'south', reason: 'timeout' }).failure;
    const down: Connection = { state: 'down', since: null, failure };
    const row = withJoinedPriors(reading(), [join()], places(place('south', [there('2.1')], down)));
    expect(row.priors).toHaveLength(1);
    expect(row.joined).toMatchObject([{ state: 'unreachable', failure: { code: 'pacs-unreachable' }, studies: 1 }]);
  });
});

describe('a copy of one study at two sites', () => {
  const own = study({ site: 'north', studyUid: '2.1', accession: null, studyAt: '2026-03-01T08:00:00' });

  it('is one prior, of the case’s own site, and the other is noted', () => {
    const { row, priors } = joined([join()], [there('2.1', { instanceCount: 118 })], [own]);
    expect(priors).toEqual([['north', '2.1']]);
    expect(row.priors[0]?.copies).toEqual([
      { site: 'south', patientId: 'S9', seriesCount: 1, instanceCount: 118, isSource: true },
    ]);
    expect(row.priors[0]?.joinedBy).toBeUndefined();
  });

  it('is fetched from elsewhere only under an identifier of the patient', () => {
    const { row } = joined([], [there('2.1')], [own]);
    expect(row.priors[0]?.copies).toMatchObject([{ site: 'south', isSource: false }]);
  });

  it('under the UID of another person’s study is none', () => {
    const { row } = joined([join()], [there('2.1', {}, { birthDate: '1950-01-01' })], [own]);
    expect(row.priors[0]?.copies).toBeUndefined();
  });

  it('of the study that is read says when it counts other images', () => {
    const copy = (instanceCount: number) => there('1.1', { instanceCount }, { patientId: patient.patientId });
    expect(joined([], [copy(118)]).row).toMatchObject({
      study: { copies: [{ site: 'south', instanceCount: 118, isSource: true }] },
      remarks: [{ code: 'study-copy-differs', params: { here: 120, at: 'SOUTH', there: 118 } }],
    });
    expect(joined([], [copy(120)]).row.remarks).toEqual([]);
  });
});

it('every place is asked about those who are joined there, also by the numbers they had before', () => {
  const merged = join({ patient: { ...patient, patientId: 'S9', former: [{ patientId: 'S1', issuer: null }] } });
  const refused = join({ site: 'isle', refusal: fail('patients-not-joined', {}).failure });
  expect(questionsOf([merged, refused])).toEqual([
    { site: 'south', patientId: 'S9' },
    { site: 'south', patientId: 'S1' },
  ]);
});
