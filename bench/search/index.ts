import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DicomJson } from '../../src/dicom/json/dicom-json.ts';
import { listHoldings } from '../../src/main/cache/store/holdings.ts';
import { type IndexStore, openIndexStore } from '../../src/main/cache/store/index-store.ts';
import { searchIndex } from '../../src/main/cache/store/search.ts';
import { percentile } from './percentile.ts';
import { randomSource } from './random-source.ts';

/**
 * How long a search takes in the encrypted index of a million studies: `npm run --silent bench:search -- [COUNT]`.
 * Prints JSON; times are milliseconds in the thread that owns the index.
 */
const count = Number(process.argv[2] ?? 1_000_000);
/** More than a screen shows; a list reads on in pages of this size. */
const shown = 50;
const rounds = 200;
const random = randomSource(7);
const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!;

const onsets = ['B', 'C', 'D', 'F', 'G', 'L', 'M', 'P', 'R', 'S', 'T', 'V', 'Ch', 'Gu', 'Br', 'Th', 'Ma', 'Le'];
const rimes = ['a', 'é', 'i', 'o', 'ou', 'ar', 'el', 'in', 'oy', 'ier', 'eau', 'ert', 'ond', 'ê', 'ault', 'ès'];
const givenNames =
  'Éloïse Chloé Zoé Anaïs Hélène Inès Léa Manon Noël Françoise Jérôme Loïc Rémi André Béatrice Cédric'.split(' ');
const modalities = ['CT', 'CT', 'CT', 'MR', 'MR', 'DX', 'DX', 'DX', 'US', 'US', 'MG', 'PT', 'NM', 'XA'];
const families = Array.from({ length: 40_000 }, () =>
  Array.from({ length: 2 + Math.floor(random() * 2) }, () => pick(onsets) + pick(rimes)).join(''),
);
/** A few names are very frequent, as in life. */
const family = () => families[Math.floor(families.length * random() ** 3)]!;
const day = () => {
  const at = new Date(Date.UTC(2010, 0, 1) + Math.floor(random() * 6170) * 86_400_000);
  return at.toISOString().slice(0, 10).replaceAll('-', '');
};
const two = (value: number) => String(Math.floor(value)).padStart(2, '0');

const folder = mkdtempSync(join(tmpdir(), 'vigie-bench-'));
const path = join(folder, 'index.db');
const samples: { name: string; given: string; id: string; accession: string; date: string; modality: string }[] = [];
try {
  const index = openIndexStore(path, randomBytes(32));
  const began = performance.now();
  for (let from = 0; from < count; from += 10_000) {
    index.transaction(() => {
      for (let study = from; study < Math.min(from + 10_000, count); study += 1) addStudy(index, study);
    });
  }
  index.database.checkpoint();
  const built = performance.now() - began;
  process.stdout.write(
    `${JSON.stringify(
      {
        studies: count,
        rowsShown: shown,
        searchesEach: rounds,
        buildSeconds: Math.round(built / 1000),
        indexMegabytes: Math.round(statSync(path).size / 1e6),
        milliseconds: measure(index),
      },
      null,
      2,
    )}\n`,
  );
  index.close();
} finally {
  rmSync(folder, { recursive: true });
}

function addStudy(index: IndexStore, number: number): void {
  const uid = `2.25.${number}`;
  const sample = {
    name: family(),
    given: pick(givenNames),
    id: `P${String(Math.floor(random() * count * 0.4)).padStart(8, '0')}`,
    accession: `A${String(number).padStart(9, '0')}`,
    date: day(),
    modality: pick(modalities),
  };
  if (number % Math.ceil(count / 1000) === 0) samples.push(sample);
  const header: DicomJson = {
    '00080020': { vr: 'DA', Value: [sample.date] },
    '00080030': { vr: 'TM', Value: [`${two(random() * 24)}${two(random() * 60)}${two(random() * 60)}`] },
    '00080050': { vr: 'SH', Value: [sample.accession] },
    '00080060': { vr: 'CS', Value: [sample.modality] },
    '00081030': { vr: 'LO', Value: [`${sample.modality} ${pick(['thorax', 'abdomen', 'crâne', 'genou', 'rachis'])}`] },
    '00100010': { vr: 'PN', Value: [{ Alphabetic: `${sample.name.toUpperCase()}^${sample.given}` }] },
    '00100020': { vr: 'LO', Value: [sample.id] },
    '0020000D': { vr: 'UI', Value: [uid] },
    '0020000E': { vr: 'UI', Value: [`${uid}.1`] },
  };
  const packId = `pack ${number}`;
  index.putPack({ packId, studyUid: uid, seriesUid: `${uid}.1`, end: { offset: 1000, ordinal: 2 } });
  index.addInstance({
    studyUid: uid,
    seriesUid: `${uid}.1`,
    sopInstanceUid: `${uid}.1.1`,
    sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
    transferSyntaxUid: '1.2.840.10008.1.2.1',
    numberOfFrames: 1,
    packId,
    place: { offset: 100, length: 900, ordinal: 1 },
    header,
    stream: null,
  });
}

/** What a person types: the first letters of a name without its accents, or all of it. */
function typed(word: string, least: number): string {
  const plain = word.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.slice(0, least + Math.floor(random() * (plain.length - least + 1)));
}

function measure(index: IndexStore) {
  const text = (words: string) => () =>
    listHoldings(index.database, { text: words, order: 'newest', limit: shown, offset: 0 });
  const qido = (query: Parameters<typeof searchIndex>[2]) => () =>
    searchIndex(index.database, 'studies', { ...query, limit: shown });
  const searches: Record<string, (sample: (typeof samples)[number]) => () => unknown> = {
    'family name': ({ name }) => text(typed(name, 2)),
    'given name': ({ given }) => text(typed(given, 2)),
    'family and given name': ({ name, given }) => text(`${typed(name, 2)} ${typed(given, 2)}`),
    'patient id': ({ id }) => text(id),
    'begin of a patient id': ({ id }) => text(id.slice(0, 4 + Math.floor(random() * 5))),
    'accession number': ({ accession }) => text(accession),
    'QIDO-RS family name': ({ name }) => qido({ patientName: `${typed(name, 2)}*` }),
    'QIDO-RS given name': ({ given }) => qido({ patientName: `*^${typed(given, 2)}*` }),
    'QIDO-RS patient id': ({ id }) => qido({ patientId: id }),
    'QIDO-RS accession number': ({ accession }) => qido({ accession }),
    'QIDO-RS day and modality': ({ date, modality }) => qido({ studyDate: date, modality }),
    'QIDO-RS years and modality': ({ date, modality }) => qido({ studyDate: `20100101-${date}`, modality }),
  };
  return Object.fromEntries(
    Object.entries(searches).map(([name, search]) => {
      const times = Array.from({ length: rounds }, () => {
        const run = search(pick(samples));
        const began = performance.now();
        run();
        return performance.now() - began;
      });
      return [name, { median: percentile(times, 50), p95: percentile(times, 95), most: percentile(times, 100) }];
    }),
  );
}
