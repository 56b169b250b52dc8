import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Schema } from 'node-schematron';
import { beforeAll, describe, expect, test } from 'vitest';
import type { VersionLine } from '../../../contract/index.ts';
import { documentOid } from '../../report-text/index.ts';
import { render } from '../render/renderings.ts';
import type { RenderingSource } from '../render/report-document.ts';
import { source } from '../render/sample.test-data.ts';

const samples = process.env.VIGIE_SAMPLES ?? resolve('..', 'shared', 'data');
/** The official Schematron has no stated licence: it is read from outside, where there is one. */
const schematron = join(samples, 'ans', 'cda', 'CI-SIS_IMG-CR-IMG_2024.01.inlined.sch');
const golden = (name: string) => readFileSync(new URL(`./golden/${name}.xml`, import.meta.url), 'utf8');

const signer = source.sealing!.signer;
const first: VersionLine = { version: 1, status: 'final', signedAt: '2026-11-22T13:45:10.000Z', signer };
const text = (words: string) => [{ type: 'paragraph' as const, content: [{ type: 'text' as const, text: words }] }];

const versions: Record<string, RenderingSource> = {
  final: source,
  preliminary: { ...source, sealing: { version: 1, status: 'preliminary', signer } },
  addendum: {
    ...source,
    at: '2026-11-23T08:00:00.000Z',
    sealing: { version: 2, status: 'addendum', signer },
    history: [first],
    content: {
      ...source.content,
      addenda: [{ version: 2, blocks: text('Nodule déjà visible en 2023 <4 mm> & stable.') }],
    },
  },
  correction: {
    ...source,
    sealing: { version: 2, status: 'correction', signer },
    history: [first],
    content: { ...source.content, reason: 'Latéralité inversée.' },
  },
  withdrawn: {
    ...source,
    sealing: { version: 2, status: 'withdrawn', signer },
    history: [first],
    content: { ...source.content, reason: 'Mauvais patient.' },
  },
  'with national identity': {
    ...source,
    subject: {
      ...source.subject,
      modalities: ['CT', 'SR'],
      bodyPart: 'CHEST',
      patient: {
        ...source.subject.patient,
        ins: {
          matricule: '262047505612345',
          oid: '1.2.250.1.213.1.4.10',
          qualified: true,
          status: 'VALI',
          birthFamilyName: 'LEFEVRE',
          birthGivenNames: 'ELOISE MARIE',
          birthPlace: '75056',
        },
      },
    },
  },
  'from an organisation of the national register': {
    ...source,
    sender: { name: 'Organisation-Y', finess: '300017985', patientsOid: '1.2.250.1.213.4.5.2.4' },
  },
  'without study, order or text': {
    ...source,
    subject: { ...source.subject, studyUid: null, studyAt: null, orderKeys: [], accessions: [], requester: null },
    content: { ...source.content, title: '', sections: source.content.sections.map(each => ({ ...each, blocks: [] })) },
  },
  'with a critical result': {
    ...source,
    content: {
      ...source.content,
      criticalResults: [
        {
          id: '6f1c4f2e-0c5b-4d58-9d3b-1f9a3e2b7c02',
          category: 'minutes',
          finding: 'Pneumothorax',
          communications: [],
          text: ['Pneumothorax (catégorie 1)', 'Communiqué à Dr Müller <Urgences> & relu'],
        },
      ],
    },
  },
  'with dose': {
    ...source,
    content: {
      ...source.content,
      sections: [...source.content.sections, { kind: 'dose', blocks: text('PDL 312 mGy.cm.') }],
    },
  },
};

const cdaOf = async (version: RenderingSource) => (await render(version)).cda!;

test.each([
  ['final.fr', source],
  ['final.en', { ...source, content: { ...source.content, language: 'en' } }],
  ['addendum.fr', versions.addendum],
] as const)('%s is the golden document, byte for byte', async (name, version) => {
  expect(await cdaOf(version!)).toBe(golden(name));
});

test('a draft is no document, and later versions replace the one before', async () => {
  expect((await render({ ...source, sealing: null })).cda).toBeNull();
  const correction = await cdaOf(versions.correction!);
  expect(correction).toContain('<versionNumber value="2"/>');
  expect(correction).toContain(
    `<relatedDocument typeCode="RPLC"><parentDocument><id root="${documentOid(source.reportId, 1)}"/>`,
  );
  expect(await cdaOf(versions.preliminary!)).not.toContain('legalAuthenticator');
});

describe.runIf(existsSync(schematron))('the official Schematron of CR-IMG 2024.01', () => {
  let schema: Schema;
  beforeAll(() => {
    schema = Schema.fromString(readFileSync(schematron, 'utf8'));
  });
  const failures = (document: string) => schema.validateString(document).map(({ message }) => message?.trim());

  test.each(Object.keys(versions))('finds no failure: %s', async name => {
    expect(failures(await cdaOf(versions[name]!))).toEqual([]);
  });

  test('finds what is wrong', async () => {
    const document = await cdaOf(source);
    const accession = document.replace(/<ps3-20:accessionNumber[^>]*>/, '');
    expect(failures(accession)).toEqual([expect.stringContaining('accessionNumber est obligatoire')]);
    expect(failures(document.replace('code="59776-5"', 'code="59776-9"'))).toHaveLength(1);
  });
});
