import { describe, expect, it } from 'vitest';
import { openOrders } from './order-book.ts';
import { readOrderFile } from './order-file.ts';

/** A segment with the given fields at their numbers. */
const line = (name: string, fields: Record<number, string>) =>
  [
    name,
    ...Array.from({ length: Math.max(...Object.keys(fields).map(Number)) }, (_, index) => fields[index + 1] ?? ''),
  ].join('|');

const header = 'MSH|^~\\&|RIS|SITE|VIGIE|SITE|20261122083000||ORM^O01^ORM_O01|000001|P|2.5.1|||||FRA|UNICODE UTF-8';
const patient =
  'PID|||279035121518989^^^ASIP-SANTE-INS-NIR&1.2.250.1.213.1.4.10&ISO^INS~0042^^^HOSP^PI||DUPONT^JEANNE||19790328|F';
const full = [
  header,
  patient,
  'NTE|1||about the patient',
  'ORC|NW|PL-1|FI-1||||^^^^^A||20261122081500+0100|||801^MARTIN^Paul^^^DR',
  line('OBR', {
    1: '1',
    2: 'PL-1',
    3: 'FI-1',
    4: 'CTCHEST^Scanner thoracique^L',
    13: 'toux',
    15: '^^^THORAX&Thorax',
    16: '802^AUTRE',
    18: 'ACC-1',
    24: 'CT',
    31: '^Nodule connu~C34^Cancer du poumon^ICD10',
  }),
  'NTE|1||Allergie \\T\\ asthme',
  'ZDS|1.2.840.1.5^RIS^Application^DICOM',
];
const read = (...lines: string[]) => readOrderFile(new TextEncoder().encode(lines.join('\r')), 'hospital');
const orders = (...lines: string[]) => [...openOrders(read(...lines).messages.flatMap(each => each.changes)).values()];
const without = (name: string) => full.filter(line => !line.startsWith(name));

describe('the requester’s phone', () => {
  const orderWith = (orc14: string, obr17: string) => {
    const text = [
      'MSH|^~\\&|RIS|SITE|VIGIE|SITE|20261122083000||ORM^O01^ORM_O01|M1|P|2.5.1|||||FRA|UNICODE UTF-8',
      'PID|||0042^^^HOSP^PI||A^B',
      `ORC|NW|PL-1||||||||||^Kervella^Anne||${orc14}`,
      `OBR|1|PL-1||CT^Scanner|||||||||||||${obr17}`,
    ].join('\r');
    const [change] = readOrderFile(new TextEncoder().encode(text), 'hospital').messages[0]?.changes ?? [];
    return change?.kind === 'place' ? change.order.requesterPhone : null;
  };

  it('is taken as it was written, from the order or the observation request', () => {
    expect(orderWith('01 42 00 00 17', '')).toBe('01 42 00 00 17');
    expect(orderWith('', '^WPN^PH^^33^2^98112233')).toBe('2 98112233');
    expect(orderWith('^WPN^PH^^^^^^^^^+33298112233', '')).toBe('+33298112233');
    expect(orderWith('', '')).toBeUndefined();
  });
});

describe('order message', () => {
  it('reads ORM^O01', () => {
    expect(orders(...full)).toEqual([
      {
        key: 'PL-1',
        site: 'hospital',
        placerNumber: 'PL-1',
        fillerNumber: 'FI-1',
        accession: 'ACC-1',
        patient: {
          patientId: '0042',
          issuer: 'HOSP',
          familyName: 'DUPONT',
          givenName: 'JEANNE',
          birthDate: '1979-03-28',
          sex: 'F',
          ins: {
            matricule: '279035121518989',
            oid: '1.2.250.1.213.1.4.10',
            qualified: false,
            status: '',
            birthFamilyName: 'DUPONT',
            birthGivenNames: 'JEANNE',
            birthPlace: null,
          },
        },
        procedure: { code: 'CTCHEST', text: 'Scanner thoracique' },
        modality: 'CT',
        bodyPart: 'Thorax',
        priority: 'urgent',
        orderedAt: '2026-11-22T07:15:00.000Z',
        dueAt: null,
        requester: 'DR MARTIN Paul',
        indication: 'Nodule connu\nCancer du poumon\ntoux\nAllergie & asthme',
        studyUid: '1.2.840.1.5',
      },
    ]);
  });

  it('reads OMI^O23 with its IPC segments, one an order', () => {
    const message = [
      header.replace('ORM^O01^ORM_O01', 'OMI^O23^OMI_O23'),
      patient,
      'ORC|NW|PL-1',
      'TQ1|1||||||20261123|20261124120000Z|S',
      'OBR|1|PL-1||A^Premier',
      'IPC|ACC-7|RP-1|1.2.3.7|SPS-1|MR',
      'ORC|NW|PL-2',
      'OBR|2|PL-2||B^Second',
      'IPC|ACC-8|RP-2|1.2.3.8|SPS-2|CT',
    ].map(line => line.replace('20261124120000Z', '20261124120000+0000'));
    expect(orders(...message)).toMatchObject([
      {
        key: 'PL-1',
        accession: 'ACC-7',
        studyUid: '1.2.3.7',
        modality: 'MR',
        priority: 'stat',
        dueAt: '2026-11-24T12:00:00.000Z',
      },
      { key: 'PL-2', accession: 'ACC-8', studyUid: '1.2.3.8', modality: 'CT', priority: 'routine', dueAt: null },
    ]);
  });

  it('makes an order of each OBR under one ORC', () => {
    const message = [
      header,
      patient,
      'ORC|NW|',
      line('OBR', { 3: 'F-1', 4: 'A^Un', 18: 'ACC-1' }),
      line('OBR', { 3: 'F-2', 4: 'B^Deux', 18: 'ACC-1' }),
    ];
    expect(orders(...message).map(({ key, accession }) => [key, accession])).toEqual([
      ['filler:F-1', 'ACC-1'],
      ['filler:F-2', 'ACC-1'],
    ]);
  });

  it('changes, completes and cancels', () => {
    const changed = full.map(line => line.replace('Scanner thoracique', 'Scanner TAP').replace('ORC|NW', 'ORC|XO'));
    expect(orders(...full, ...changed)).toMatchObject([{ procedure: { text: 'Scanner TAP' } }]);
    const complement = [header, patient, 'ORC|SR|PL-1', 'OBR||PL-1||COMPLEMENT_POST_ACTE', 'IPC|ACC-1||1.2.3.9'];
    const bare = full.map(line => line.replace('ACC-1', '')).filter(line => !line.startsWith('ZDS'));
    expect(orders(...bare, ...complement)).toMatchObject([
      { accession: 'ACC-1', studyUid: '1.2.3.9', procedure: { text: 'Scanner thoracique' } },
    ]);
    expect(orders(...full, header, patient, 'ORC|CA|PL-1')).toEqual([]);
    expect(orders(...full, header, patient, 'ORC|SC|PL-1|||CM', 'OBR||PL-1')).toEqual([]);
  });

  it('takes an order without accession', () => {
    expect(orders(...full.map(line => line.replace('ACC-1', '')))).toMatchObject([{ key: 'PL-1', accession: null }]);
  });

  it.each([
    ['PID', 'PID', without('PID')],
    ['PID', 'PID-3', full.map(line => (line.startsWith('PID') ? 'PID|||^^^HOSP^PI||DUPONT' : line))],
    ['PID', 'PID-7', full.map(line => line.replace('19790328', '19791341'))],
    ['OBR', 'OBR', without('OBR')],
    ['ORC', 'ORC-1', full.map(line => line.replace('ORC|NW', 'ORC|QQ'))],
    ['ORC', 'ORC-2', [header, patient, 'ORC|NW', 'OBR|1|||CT']],
    ['OBR', 'OBR-18', full.map(line => line.replace('ACC-1', 'A'.repeat(65)))],
    ['ZDS', 'ZDS-1', full.map(line => line.replace('1.2.840.1.5', '1.2.<script>'))],
    ['MSH', 'MSH-9', full.map(line => line.replace('ORM^O01^ORM_O01', 'ADT^A01'))],
    ['MSH', 'MSH-18', full.map(line => line.replace('UNICODE UTF-8', 'EBCDIC'))],
  ])('names %s and %s of a broken message', (segment, field, lines) => {
    const file = read(...lines);
    expect(file.messages).toEqual([]);
    expect(file.failures).toMatchObject([{ code: 'order-unreadable', params: { segment, field } }]);
  });

  it('names the line that is no segment', () => {
    const file = read(...full.map(line => line.replace(/^OBR/, 'O\\R')));
    expect(file.messages).toEqual([]);
    expect(file.failures).toEqual([
      { code: 'order-unreadable', params: { segment: 'O\\R (line 5)', reason: 'not-a-segment' } },
    ]);
  });

  it('loses none of the other messages of a file', () => {
    const other = full.map(line => line.replaceAll('PL-1', 'PL-2'));
    const file = read(...without('OBR'), ...other);
    expect(file.messages.flatMap(({ changes }) => changes)).toMatchObject([{ kind: 'place', order: { key: 'PL-2' } }]);
    expect(file.failures).toHaveLength(1);
  });

  it('takes a birth date of a year alone for unknown', () => {
    expect(orders(...full.map(line => line.replace('19790328', '1979')))).toMatchObject([
      { patient: { birthDate: null } },
    ]);
  });
});
