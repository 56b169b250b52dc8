import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { basicAction } from '../../src/dicom/deidentification/confidentiality-profile.ts';
import { confidentialityProfileTable } from '../../src/dicom/deidentification/confidentiality-profile-table.ts';
import { deidentify } from '../../src/dicom/deidentification/deidentify.ts';
import { objectionTo } from '../../src/dicom/deidentification/objection.ts';
import { readPart10 } from '../../src/dicom/part10/read.ts';
import { chestCt, currentChest } from '../../src/dicom/synthetic/phantom/chest-ct.ts';
import { syntheticUid } from '../../src/dicom/synthetic/uid.ts';
import { samplesFolder } from '../peers/samples.ts';

const run = promisify(execFile);
/** How many real files are looked at, evenly spread over the samples. */
const mostSamples = Number(process.env.VIGIE_DEIDENTIFY_SAMPLES ?? 60);
const largestSample = 4_000_000;

describe('de-identified files, as programs that are not ours see them', () => {
  let folder = '';
  const pairs: [source: string, result: string][] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vigie-deidentified-'));
    const slice = join(folder, 'phantom.dcm');
    const [phantom] = chestCt(
      {
        patient: { patientId: 'HOP-1', name: 'LE GOFF^Maëlle', birthDate: '19680314', sex: 'F' },
        study: {
          studyUid: syntheticUid('d'),
          studyId: '1',
          accession: 'A1',
          description: 'TAP',
          date: '20260115',
          time: '081500',
        },
        anatomySeed: 'deidentification',
      },
      currentChest,
      'TAP',
    ).instances();
    await writeFile(slice, phantom!);
    for (const source of [slice, ...(await samples())]) {
      const file = readPart10(await readFile(source), {
        inflate: (bytes, maxOutputLength) => inflateRawSync(bytes, { maxOutputLength }),
      });
      if (!file.ok || objectionTo(file.value) !== null) continue;
      const result = join(folder, `${pairs.length}.dcm`);
      const { bytes } = deidentify(file.value, {
        options: {
          dates: 'remove',
          uids: 'replace',
          patientCharacteristics: false,
          safePrivate: false,
          descriptors: 'remove',
        },
        subject: { pseudonym: 'S-0001', shiftDays: 0 },
        replaceUid: uid => syntheticUid('new', uid),
      });
      await writeFile(result, bytes);
      pairs.push([source, result]);
    }
  }, 240_000);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('hold no identifying attribute of the profile (pydicom)', async () => {
    const rows = Object.fromEntries(
      Object.entries(confidentialityProfileTable).flatMap(([actions, text]) =>
        text
          .split(';')
          .map(entry => [entry.trim().slice(0, 8), basicAction(actions.split(' ')[0]!)])
          .filter(([tag]) => tag !== ''),
      ),
    );
    await writeFile(join(folder, 'rows.json'), JSON.stringify(rows));
    await writeFile(join(folder, 'pairs.json'), JSON.stringify(pairs));
    const check = join(import.meta.dirname, 'deidentification.check.py');
    const { stdout } = await run('/usr/bin/python3', [check, join(folder, 'rows.json'), join(folder, 'pairs.json')], {
      maxBuffer: 2 ** 26,
    });
    expect(stdout.trim()).toBe(`checked ${pairs.length}`);
    // The same walk over a source finds what the others have not.
    await writeFile(join(folder, 'control.json'), JSON.stringify([[pairs[0]![0], pairs[0]![0]]]));
    const control = execFileSync('/usr/bin/python3', [check, join(folder, 'rows.json'), join(folder, 'control.json')]);
    expect(control.toString()).toContain('00100010 has a value');
    expect(control.toString()).toContain('old UID');
  }, 120_000);

  it('are not less valid than their sources (dciodvfy)', () => {
    const worse = pairs.filter(([source, result]) => errors(result) > errors(source));
    expect(worse.map(([source]) => source)).toEqual([]);
  }, 240_000);
});

function errors(file: string): number {
  const { stderr, stdout } = spawnSync('dciodvfy', [file], { encoding: 'latin1', maxBuffer: 2 ** 26 });
  return `${stdout}${stderr}`.split('\n').filter(line => line.startsWith('Error')).length;
}

async function samples(): Promise<string[]> {
  const folder = samplesFolder();
  if (folder === null) return [];
  const found: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && (await stat(path)).size < largestSample && (await isDicom(path))) found.push(path);
  }
  const step = Math.max(1, Math.floor(found.length / mostSamples));
  return found.sort().filter((_, index) => index % step === 0);
}

async function isDicom(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 128);
    return buffer.toString('latin1') === 'DICM';
  } finally {
    await file.close();
  }
}
