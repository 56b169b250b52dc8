import { Hl7Message } from '@medplum/core';
import { Message as OtherMessage } from 'node-hl7-client';
import { describe, expect, it } from 'vitest';
import type { Distribution, SealedVersion } from '../../../contract/index.ts';
import { documentOid } from '../../report-text/index.ts';
import { renderings as plain, sealed } from '../sample.test-data.ts';
import { encodeDocument } from './mdm-message.ts';
import { encodeResult } from './oru-message.ts';

const cda = '<ClinicalDocument xmlns="urn:hl7-org:v3"><title>Contrôle</title></ClinicalDocument>';
const renderings = { ...plain, cda };
const ins = {
  matricule: '262047505612345',
  oid: '1.2.250.1.213.1.4.10',
  qualified: true,
  status: 'VALI',
  birthFamilyName: 'LEFEVRE',
  birthGivenNames: 'ELOISE MARIE',
  birthPlace: '75056',
};
const withIns: SealedVersion = {
  ...sealed,
  subject: { ...sealed.subject, patient: { ...sealed.subject.patient, ins } },
};
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const distribution: Distribution = {
  recipients: [{ name: 'Adam Hoda', rpps: '10123456789', address: 'adam.hoda@test-ci-sis.mssante.fr' }],
  dmp: true,
  patientMail: false,
  hiddenFromPatient: true,
  hiddenFromRepresentatives: true,
  hiddenFromProfessionals: false,
  sender: { name: 'Organisation-Y', finess: '300017985', patientsOid: '1.2.250.1.213.4.5.2.4' },
  visibilityChanged: false,
};
const document = (report: SealedVersion) => textOf(encodeDocument(report, renderings, 'VG00000001'));
const answers = (text: string) =>
  Object.fromEntries(
    Hl7Message.parse(text)
      .getAllSegments('OBX')
      .slice(1)
      .map(obx => [obx.getComponent(3, 1), obx.getComponent(5, 1)]),
  );

describe('MDM with a CDA document', () => {
  it.each([
    [1, 'preliminary', 'T02', 'NW', 'P', 'PA'],
    [1, 'final', 'T02', 'NW', 'F', 'AU'],
    [2, 'final', 'T10', 'RO', 'C', 'AU'],
    [2, 'addendum', 'T10', 'RO', 'C', 'AU'],
    [3, 'correction', 'T10', 'RO', 'C', 'AU'],
    [2, 'withdrawn', 'T04', 'CA', 'D', 'AU'],
  ] as const)('version %i, %s, is %s', (version, status, trigger, control, result, completion) => {
    const message = Hl7Message.parse(document({ ...sealed, version, status }));
    expect(message.getSegment('MSH')!.getField(9).toString()).toBe(`MDM^${trigger}^MDM_T02`);
    expect(message.getSegment('ORC')!.getComponent(1, 1)).toBe(control);
    expect(message.getAllSegments('OBX')[0]!.getField(11).toString()).toBe(result);
    const txa = message.getSegment('TXA')!;
    expect(txa.getComponent(12, 1)).toBe(documentOid(sealed.reportId, version));
    expect(txa.getComponent(13, 1)).toBe(version === 1 ? '' : documentOid(sealed.reportId, version - 1));
    expect(txa.getField(17).toString()).toBe(completion);
  });

  it('carries the document and the national identity as they are', () => {
    const message = Hl7Message.parse(document(withIns));
    const pid = message.getSegment('PID')!;
    expect(pid.getComponent(3, 1, 0, 0)).toBe('262047505612345');
    expect(pid.getField(3).toString()).toContain('ASIP-SANTE-INS-NIR&1.2.250.1.213.1.4.10&ISO^INS~P-1007');
    expect(pid.getField(32).toString()).toBe('VALI');
    const data = message.getAllSegments('OBX')[0]!.getComponent(5, 5);
    expect(Buffer.from(data, 'base64').toString('utf8')).toBe(cda);
  });

  it('says who sends it, to whom it goes and from whom it is hidden, as the example of the ANS does', () => {
    const text = document({ ...withIns, distribution });
    expect(text.split('\r').filter(line => line.startsWith('PRT'))).toEqual([
      expect.stringMatching(
        /^PRT\|\|UC\|\|SB\^\^participation\|.*\|\|\|Organisation-Y\^{5}ASIP-SANTE-ST&1\.2\.250\.1\.71\.4\.2\.2&ISO\^FINEG\^{3}300017985$/,
      ),
      'PRT||UC||RCT^^participation|810123456789^Adam Hoda^^^^^^^ASIP-SANTE-PS&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS||||||||||^NET^X.400^adam.hoda@test-ci-sis.mssante.fr',
    ]);
    expect(answers(text)).toEqual({
      MASQUE_PS: 'N',
      INVISIBLE_PATIENT: 'Y',
      INVISIBLE_REP_LEGAUX: 'Y',
      CONNEXION_SECRETE: 'N',
      MODIF_CONF_CODE: 'N',
      DESTDMP: 'Y',
      DESTMSSANTEPS: 'Y',
      DESTMSSANTEPAT: 'N',
      ACK_RECEPTION: 'N',
      ACK_LECTURE_MSS: 'N',
    });
    const pid = Hl7Message.parse(text).getSegment('PID')!;
    expect(pid.getField(3).toString()).toContain('&1.2.250.1.213.4.5.2.4&ISO^PI');
    const shown = { ...distribution, hiddenFromPatient: false, patientMail: true, visibilityChanged: true };
    expect(answers(document({ ...withIns, distribution: shown }))).toMatchObject({
      INVISIBLE_PATIENT: 'N',
      MODIF_CONF_CODE: 'Y',
      DESTMSSANTEPAT: 'Y',
    });
  });

  it('goes nowhere and is hidden from nobody where the site configures no distribution', () => {
    const text = document(withIns);
    expect(new Set(Object.values(answers(text)))).toEqual(new Set(['N']));
    expect(text).not.toContain('|RCT^');
  });

  it('is refused for a version without a document', () => {
    expect(() => encodeDocument(sealed, plain, 'VG00000001')).toThrow(RangeError);
  });
});

describe('two independent libraries read the same', () => {
  const messages: [string, string][] = [
    ['MDM^T02', document({ ...withIns, distribution })],
    ['MDM^T10', document({ ...withIns, version: 2, status: 'correction' })],
    ['MDM^T04', document({ ...withIns, version: 3, status: 'withdrawn' })],
    ['ORU^R01', textOf(encodeResult(withIns, renderings, 'VG00000001', { cda: true }))],
  ];
  it.each(messages)('%s', (_, text) => {
    const one = Hl7Message.parse(text);
    const other = new OtherMessage({ text });
    const lines = text.split('\r').filter(line => line !== '');
    expect(one.segments.map(segment => segment.name)).toEqual(lines.map(line => line.slice(0, 3)).concat(['']));
    let compared = 0;
    for (const [index, line] of lines.entries()) {
      const name = line.slice(0, 3);
      const position = lines.slice(0, index).filter(each => each.startsWith(name)).length;
      const fields = line.split('|').slice(1);
      for (const [place, field] of fields.entries()) {
        const number = place + (name === 'MSH' ? 2 : 1);
        // The separators themselves, and escapes, which only one of the two resolves.
        if ((name === 'MSH' && number <= 2) || field.includes('\\')) continue;
        const [first = ''] = field.split('~');
        for (const component of first.split('^').keys()) {
          const path = `${number}.${component + 1}`;
          const theirs = name === 'MSH' ? other.get(`MSH.${path}`) : other.get(name).get(position).get(path);
          const ours = one.getAllSegments(name)[position]!.getComponent(number, component + 1);
          const [leaf] = ours.split('&');
          expect(theirs.toString(), `${name}[${position}]-${path}`).toBe(leaf);
          compared += 1;
        }
      }
    }
    expect(compared).toBeGreaterThan(100);
  });
});
