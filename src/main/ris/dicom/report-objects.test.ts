import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SealedVersion, VersionStatus } from '../../../contract/index.ts';
import { renderings as plain, sealed } from '../sample.test-data.ts';
import { objectsOf, type ReportObjectKind, reportObject, reportObjectUid } from './report-objects.ts';

const cda = '<ClinicalDocument xmlns="urn:hl7-org:v3"><title>Contrôle</title></ClinicalDocument>';
const renderings = { ...plain, cda };
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'report-objects-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const version = (number: number, status: VersionStatus): SealedVersion => ({
  ...sealed,
  version: number,
  status,
  content: {
    ...sealed.content,
    addenda:
      status === 'addendum'
        ? [{ version: 2, blocks: [{ type: 'paragraph', content: [{ type: 'text', text: 'Vu en 2023.' }] }] }]
        : [],
  },
});

function file(report: SealedVersion, kind: ReportObjectKind): string {
  const path = join(folder, `${kind}.dcm`);
  writeFileSync(path, reportObject(report, renderings, kind));
  return path;
}

const image = (number: number, numberOfFrames = 1, frameNumber = 1) => ({
  patientId: 'P-1007',
  studyUid: sealed.subject.studyUid ?? '',
  seriesUid: `1.2.840.99999.1.${number % 2}`,
  sopInstanceUid: `1.2.840.99999.1.${number % 2}.${number}`,
  // CT Image Storage, or Enhanced CT.
  sopClassUid: `1.2.840.10008.5.1.4.1.1.2${numberOfFrames === 1 ? '' : '.1'}`,
  frameNumber,
  numberOfFrames,
  imageNumber: number,
  imageCount: 9,
});
const withKeyImages = (report: SealedVersion, images: ReturnType<typeof image>[]): SealedVersion => ({
  ...report,
  content: { ...report.content, keyImages: { title: 'for-referring-provider', images } },
});

describe('the selection of key images', () => {
  const marked = withKeyImages(sealed, [image(3), image(4), image(5), image(8, 20, 7), image(8, 20, 2)]);

  it('has no error for dciodvfy', () => {
    const { stderr, error } = spawnSync('dciodvfy', [file(marked, 'kos')], { encoding: 'utf8' });
    if (error) throw error;
    expect(stderr.split('\n').filter(line => line.startsWith('Error'))).toEqual([]);
    expect(stderr).toMatch(/KeyObjectSelection/);
  });

  it('names its purpose, its author and every image once, with the frames of a multi-frame one', () => {
    const text = execFileSync('dsrdump', ['+Pl', '+Pu', file(marked, 'kos')], { encoding: 'utf8' });
    expect(text).toContain('For Referring Provider');
    expect(text).toContain('Démo^Camille^^Dr');
    expect(text.match(/IMAGE/g)).toHaveLength(4);
    const dump = execFileSync('dcmdump', ['+P', '0008,1160', '+P', '0008,1155', file(marked, 'kos')]).toString();
    expect(dump.match(/0008,1160/g)).toHaveLength(1);
    expect(dump).toContain('[2\\7]');
    // Each instance stands in the evidence and in the content.
    for (const number of [3, 4, 5, 8]) {
      expect(dump.split(`[1.2.840.99999.1.${number % 2}.${number}]`)).toHaveLength(3);
    }
  });

  it('is none of a version without key images, nor of a withdrawal', () => {
    const kinds = ['sr', 'kos'] as const;
    expect(objectsOf(marked, kinds)).toEqual(['sr', 'kos']);
    expect(objectsOf(sealed, kinds)).toEqual(['sr']);
    expect(objectsOf({ ...marked, status: 'withdrawn' }, kinds)).toEqual(['sr']);
    expect(() => reportObject(sealed, renderings, 'kos')).toThrow(RangeError);
  });
});

describe('DICOM objects of a report', () => {
  it.each(
    (['sr', 'pdf', 'cda'] as const).flatMap(kind =>
      (
        [
          [1, 'preliminary'],
          [1, 'final'],
          [2, 'addendum'],
          [2, 'withdrawn'],
        ] as const
      ).map(([number, status]) => [kind, number, status] as const),
    ),
  )('%s of version %i, %s, has no error for dciodvfy', (kind, number, status) => {
    const { stderr, error } = spawnSync('dciodvfy', [file(version(number, status), kind)], { encoding: 'utf8' });
    if (error) throw error;
    expect(stderr.split('\n').filter(line => line.startsWith('Error'))).toEqual([]);
    // It says which object it checked: a file that it does not know would have no error either.
    expect(stderr).toMatch({ sr: /BasicTextSR/, pdf: /EncapsulatedPDF/, cda: /EncapsulatedCDA/ }[kind]);
  });

  it('say in dcmtk what the report says', () => {
    const path = file(version(2, 'addendum'), 'sr');
    const text = execFileSync('dsrdump', ['+Pl', path], { encoding: 'utf8' });
    for (const words of ['Nodule de 12 mm.', 'Contrôle à trois mois.', 'Vu en 2023.', 'VERIFIED', 'COMPLETE']) {
      expect(text).toContain(words);
    }
    const dump = execFileSync('dcmdump', ['+P', '0040,a360', '+P', '0008,1155', '-s', path], { encoding: 'utf8' });
    expect(dump).toContain(reportObjectUid(sealed.reportId, 1, 'sr'));
  });

  it('state a critical result under its heading, without an error for dciodvfy', () => {
    const criticalResults: NonNullable<SealedVersion['content']['criticalResults']> = [
      {
        id: '6f1c4f2e-0c5b-4d58-9d3b-1f9a3e2b7c02',
        category: 'minutes',
        finding: 'Pneumothorax',
        communications: [],
        text: ['Pneumothorax (catégorie 1)', 'Communiqué au Dr Müller, relu'],
      },
    ];
    const path = file({ ...sealed, content: { ...sealed.content, criticalResults } }, 'sr');
    const { stderr } = spawnSync('dciodvfy', [path], { encoding: 'utf8' });
    expect(stderr.split('\n').filter(line => line.startsWith('Error'))).toEqual([]);
    expect(stderr).toMatch(/BasicTextSR/);
    const text = execFileSync('dsrdump', ['+Pl', '+Pc', path], { encoding: 'utf8' });
    expect(text).toContain('(73568-8,LN,"Communication of Critical Results")');
    expect(text).toContain('Communiqué au Dr Müller, relu');
  });

  it('give back the document byte for byte', () => {
    for (const end of ['', ' ']) {
      const pdf = Buffer.from(`%PDF-1.7\n${'\u00ff'.repeat(40)}\n${end}%%EOF`, 'latin1');
      const path = join(folder, 'document.dcm');
      writeFileSync(path, reportObject(sealed, { ...renderings, pdf }, 'pdf'));
      const back = join(folder, 'back.pdf');
      execFileSync('dcm2pdf', [path, back]);
      expect(readFileSync(back).equals(pdf)).toBe(true);
    }
  });

  it('are the same bytes each time, and of another UID for each version and kind', () => {
    expect(reportObject(sealed, renderings, 'sr')).toEqual(reportObject(structuredClone(sealed), renderings, 'sr'));
    const uids = [1, 2].flatMap(number =>
      (['sr', 'pdf', 'cda'] as const).map(kind => reportObjectUid(sealed.reportId, number, kind)),
    );
    expect(new Set(uids).size).toBe(6);
    for (const uid of uids) expect(uid).toMatch(/^[0-9.]{1,64}$/);
  });

  it('are not made for a report without a study', () => {
    const report = { ...sealed, subject: { ...sealed.subject, studyUid: null } };
    expect(() => reportObject(report, renderings, 'sr')).toThrow(RangeError);
  });
});
