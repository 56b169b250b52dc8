import { describe, expect, it } from 'vitest';
import type { CrossReference, NationalIdentity, Patient, PatientAtSite, PatientLink } from '../../contract/index.ts';
import { hasChanged } from './contradiction.ts';
import { joiningIns } from './ins.ts';
import { type JoinFacts, joinedPatients } from './join.ts';

/** The test NIR of the public examples of the ANS; its check digits are right. */
const matricule = '279035121518989';
const ins = (changes: Partial<NationalIdentity> = {}): NationalIdentity => ({
  matricule,
  oid: '1.2.250.1.213.1.4.10',
  qualified: true,
  status: 'VALI',
  birthFamilyName: 'PAT-TROIS',
  birthGivenNames: 'DOMINIQUE',
  birthPlace: '63220',
  ...changes,
});
const otherIns = ins({ matricule: '185057512345673' });

const patient = (patientId: string, changes: Partial<Patient> = {}): Patient => ({
  patientId,
  issuer: null,
  familyName: 'MARTIN',
  givenName: 'ZOÉ',
  birthDate: '1979-03-28',
  sex: 'F',
  ...changes,
});
const at = (
  site: string,
  patientId: string,
  changes: Partial<Patient> = {},
  issuers: string[] = [],
): PatientAtSite => ({
  site,
  patient: patient(patientId, changes),
  issuers,
});

/** What RIS have stated: everybody in the list, found by INS and by identifier. */
function facts(stated: readonly PatientAtSite[], changes: Partial<JoinFacts> = {}): JoinFacts {
  return {
    withIns: key => stated.filter(each => joiningIns(each.patient.ins) === key),
    stated: (site, patientId) =>
      stated.find(each => each.site === site && each.patient.patientId === patientId)?.patient ?? null,
    crossReferences: [],
    links: [],
    ...changes,
  };
}
const link = (a: PatientAtSite, b: PatientAtSite): PatientLink => ({
  id: '7c1f0f3e-8d0a-4f43-9c39-0a8c3f6f8a11',
  ends: [a, b],
  at: '2026-11-20T08:00:00Z',
  by: 'DEMO-0001',
});
const shared: CrossReference = { sites: [{ site: 'north' }, { site: 'south' }] };
const joins = (start: PatientAtSite, known: JoinFacts) =>
  joinedPatients(start, known).map(({ site, patient: { patientId }, by, refusal }) => [
    site,
    patientId,
    by,
    refusal?.params.reason ?? 'joined',
  ]);

describe('a national identity joins', () => {
  it.each<[string, Partial<NationalIdentity>, boolean]>([
    ['when it is qualified', {}, true],
    ['when it was received and checked as well', { status: 'VALI IDVER' }, true],
    ['with a birth in Corsica', { matricule: '279032A21518980' }, true],
    ['not while it is provisional', { qualified: false, status: 'PROV' }, false],
    ['not without a status', { qualified: false, status: '' }, false],
    ['not when a doubt stands beside it', { status: 'VALI DOUTEUX' }, false],
    ['not when a duplicate is suspected', { status: 'VALI DPOT' }, false],
    ['not with wrong check digits', { matricule: '279035121518988' }, false],
    ['not when it is cut short', { matricule: '2790351215189' }, false],
    ['not when it is a placeholder', { matricule: '000000000000000' }, false],
  ])('%s', (_name, changes, expected) => {
    expect(joiningIns(ins(changes)) !== null).toBe(expected);
  });

  it('of one authority only: a test number is not the number of the same digits', () => {
    expect(joiningIns(ins())).not.toBe(joiningIns(ins({ oid: '1.2.250.1.213.1.4.8' })));
  });
});

describe('patients of several sites', () => {
  it('are never joined by equal names, birth date and sex', () => {
    const stated = [at('north', 'N1'), at('south', 'S1')];
    expect(joins(at('north', 'N1'), facts(stated))).toEqual([]);
    // Not even with the same number, while nobody says that the sites number alike.
    expect(joins(at('north', 'N1'), facts([at('south', 'N1')]))).toEqual([]);
  });

  it.each<[string, PatientAtSite[], string[][]]>([
    ['the same qualified INS joins', [at('south', 'S1', { ins: ins() })], [['south', 'S1', 'ins', 'joined']]],
    [
      'also under another name',
      [at('south', 'S1', { ins: ins(), familyName: 'DUPONT' })],
      [['south', 'S1', 'ins', 'joined']],
    ],
    ['an unqualified one there does not', [at('south', 'S1', { ins: ins({ qualified: false, status: 'PROV' }) })], []],
    ['another one does not', [at('south', 'S1', { ins: otherIns })], []],
    [
      'a birth date that contradicts it parts them, and it is told',
      [at('south', 'S1', { ins: ins(), birthDate: '1979-03-29' })],
      [['south', 'S1', 'ins', 'birth-date-differs']],
    ],
    [
      'a sex that contradicts it as well',
      [at('south', 'S1', { ins: ins(), sex: 'M' })],
      [['south', 'S1', 'ins', 'sex-differs']],
    ],
    [
      'a birth date that one of them does not state does not',
      [at('south', 'S1', { ins: ins(), birthDate: null })],
      [['south', 'S1', 'ins', 'joined']],
    ],
    [
      'two identifiers of one site are joined too',
      [at('north', 'N2', { ins: ins() }), at('south', 'S1', { ins: ins() })],
      [
        ['north', 'N2', 'ins', 'joined'],
        ['south', 'S1', 'ins', 'joined'],
      ],
    ],
  ])('by INS: %s', (_name, stated, expected) => {
    const own = at('north', 'N1', { ins: ins() });
    expect(joins(own, facts([own, ...stated]))).toEqual(expected);
  });

  it('by INS also for a study without an order, when the RIS has stated it before', () => {
    const stated = [at('north', 'N1', { ins: ins() }), at('south', 'S1', { ins: ins() })];
    expect(joins(at('north', 'N1'), facts(stated))).toEqual([['south', 'S1', 'ins', 'joined']]);
    // The identifier was given to somebody else since.
    expect(joins(at('north', 'N1', { birthDate: '1950-01-01' }), facts(stated))).toEqual([]);
  });

  it('an unqualified INS of the case itself joins nothing', () => {
    const own = at('north', 'N1', { ins: ins({ qualified: false, status: 'PROV' }) });
    expect(joins(own, facts([own, at('south', 'S1', { ins: ins() })]))).toEqual([]);
  });

  const issued: CrossReference = {
    sites: [
      { site: 'north', issuers: ['GHT', '1.2.250.1.71'] },
      { site: 'south', issuers: ['GHT-SUD'] },
    ],
  };
  it.each<[string, PatientAtSite, PatientAtSite[], CrossReference, string[][]]>([
    ['joins the same number', at('north', '42'), [], shared, [['south', '42', 'cross-reference', 'joined']]],
    ['joins it both ways', at('south', '42'), [], shared, [['north', '42', 'cross-reference', 'joined']]],
    ['says nothing of other sites', at('isle', '42'), [], shared, []],
    ['never joins patients without a number', at('north', ''), [], shared, []],
    [
      'joins for its issuers, however they are written',
      at('north', '42', {}, ['1.2.250.1.71']),
      [],
      issued,
      [['south', '42', 'cross-reference', 'joined']],
    ],
    ['joins nobody of another issuer', at('north', '42', {}, ['CHU']), [], issued, []],
    ['joins nobody whose issuer is not known', at('north', '42'), [], issued, []],
    [
      'parts whom the other RIS states otherwise',
      at('north', '42'),
      [at('south', '42', { birthDate: '1950-01-01' })],
      shared,
      [['south', '42', 'cross-reference', 'birth-date-differs']],
    ],
    [
      'parts two qualified national identities',
      at('north', '42', { ins: ins() }),
      [at('south', '42', { ins: otherIns })],
      shared,
      [['south', '42', 'cross-reference', 'ins-differs']],
    ],
  ])('by cross-reference: it %s', (_name, own, stated, reference, expected) => {
    expect(joins(own, facts(stated, { crossReferences: [reference] }))).toEqual(expected);
  });

  it('by cross-reference asks for the issuers that it names', () => {
    const [join] = joinedPatients(at('north', '42', {}, ['GHT']), facts([], { crossReferences: [issued] }));
    expect(join).toMatchObject({ issuers: ['GHT-SUD'], issuerRequired: true, patient: { birthDate: null } });
  });

  const [own, other] = [
    at('north', 'N1', {}, ['CHU']),
    at('south', 'S9', { familyName: 'ROUX', birthDate: '1979-08-23' }),
  ];
  it.each<[string, PatientAtSite, PatientAtSite[], string[][]]>([
    ['joins both, whatever they differ in', own, [], [['south', 'S9', 'link', 'joined']]],
    ['joins the other way', other, [], [['north', 'N1', 'link', 'joined']]],
    [
      'holds after the RIS merged the identifier',
      at('north', 'N7', { former: [{ patientId: 'N1', issuer: null }] }),
      [],
      [['south', 'S9', 'link', 'joined']],
    ],
    [
      'holds when a name is written without accents',
      at('north', 'N1', { givenName: 'Zoe' }),
      [],
      [['south', 'S9', 'link', 'joined']],
    ],
    ['says nothing of the same number elsewhere', at('isle', 'N1'), [], []],
    ['says nothing of the number of another issuer', at('north', 'N1', {}, ['CLINIC']), [], []],
    [
      'rests when the case’s patient is not who was linked any more',
      at('north', 'N1', { birthDate: '1950-01-01' }),
      [],
      [['south', 'S9', 'link', 'identity-changed']],
    ],
    [
      'rests when the other RIS states somebody else',
      own,
      [at('south', 'S9', { familyName: 'PETIT', birthDate: '1979-08-23' })],
      [['south', 'S9', 'link', 'identity-changed']],
    ],
    [
      'never joins two qualified national identities',
      at('north', 'N1', { ins: ins() }),
      [at('south', 'S9', { familyName: 'ROUX', birthDate: '1979-08-23', ins: otherIns })],
      [['south', 'S9', 'link', 'ins-differs']],
    ],
  ])('by hand: a link %s', (_name, start, stated, expected) => {
    expect(joins(start, facts(stated, { links: [link(own, other)] }))).toEqual(expected);
  });

  it('are joined from one reason to the next', () => {
    const stated = [at('south', 'S1', { ins: ins() }), at('isle', 'I1', { ins: ins() })];
    const known = facts(stated, { links: [link(at('north', 'N1'), at('south', 'S1'))] });
    expect(joins(at('north', 'N1'), known)).toEqual([
      ['south', 'S1', 'link', 'joined'],
      ['isle', 'I1', 'ins', 'joined'],
    ]);
  });

  it('are at most as many as the contract carries', () => {
    const stated = Array.from({ length: 80 }, (_, index) => at('south', `S${index}`, { ins: ins() }));
    expect(joins(at('north', 'N1', { ins: ins() }), facts(stated))).toHaveLength(50);
  });

  it('a link holds although a cross-reference was contradicted', () => {
    const there = at('south', '42', { birthDate: '1979-03-29' });
    const links = [link(at('north', '42'), there)];
    expect(joins(at('north', '42'), facts([there], { crossReferences: [shared], links }))).toEqual([
      ['south', '42', 'link', 'joined'],
    ]);
  });
});

it('a record has changed when birth date, sex or a name is another', () => {
  const seen = patient('1');
  expect(hasChanged(seen, patient('1', { givenName: 'ZOE CLAIRE' }))).toBe(false);
  expect(hasChanged(seen, patient('1', { birthDate: null }))).toBe(false);
  expect(hasChanged(seen, patient('1', { givenName: 'LÉA' }))).toBe(true);
  expect(hasChanged(seen, patient('1', { familyName: 'DUPONT' }))).toBe(true);
  expect(hasChanged(seen, patient('1', { birthDate: '1979-03-29' }))).toBe(true);
  expect(hasChanged(seen, patient('1', { sex: 'M' }))).toBe(true);
});
