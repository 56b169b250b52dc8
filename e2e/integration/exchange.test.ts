import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ImportResult, importResultSchema } from '../../src/contract/index.ts';
import { syntheticCtSeries } from '../../src/dicom/synthetic/builder.ts';
import { syntheticUid } from '../../src/dicom/synthetic/uid.ts';
import { openStudyCache, type StudyCache } from '../../src/main/cache/index.ts';
import { answerExportRequest } from '../../src/main/export/index.ts';
import {
  answerImportRequest,
  createImporter,
  type Importer,
  openImportedStudies,
} from '../../src/main/import/index.ts';

const [indexKey, keysKey] = [randomBytes(32), randomBytes(32)];
const log = { info: () => {}, warn: () => {} };
const clock = { now: () => Date.parse('2026-11-24T03:00:00Z') };
const studyUid = syntheticUid('exchange', 'study');
const instances = syntheticCtSeries({ seed: 'exchange', slices: 5 });

describe('studies that come in by hand and go out again', () => {
  let folder = '';
  let cache: StudyCache;
  let importer: Importer;

  const open = async () => {
    cache = await openStudyCache({ folder: join(folder, 'cache'), indexKey, keysKey });
    const imported = await openImportedStudies(join(folder, 'imports'), indexKey);
    importer = await createImporter({ cache, imported, clock });
  };
  const bring = async (bytes: Uint8Array<ArrayBuffer>, source = 'CD Dupont'): Promise<ImportResult> => {
    const url = `http://127.0.0.1/import?source=${encodeURIComponent(source)}`;
    const answer = await answerImportRequest(importer, new Request(url, { method: 'POST', body: bytes }));
    return importResultSchema.parse(await answer.json());
  };
  const exported = async (query: string): Promise<string> => {
    const target = await mkdtemp(join(folder, 'out-'));
    const url = `http://127.0.0.1/export?studyUids=${studyUid}&${query}`;
    const answer = await answerExportRequest({ cache, log }, new Request(url));
    await writeFile(join(target, 'export.zip'), new Uint8Array(await answer.arrayBuffer()));
    execFileSync('/usr/bin/python3', ['-m', 'zipfile', '-e', join(target, 'export.zip'), join(target, 'set')]);
    return join(target, 'set');
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vigie-exchange-'));
    await open();
  });
  afterAll(async () => {
    await cache.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('takes instances, knows duplicates, and says why it does not take the rest', async () => {
    for (const bytes of instances) expect(await bring(bytes)).toEqual({ kind: 'stored', studyUid });
    expect(await bring(instances[0]!)).toEqual({ kind: 'duplicate', studyUid });
    const other = instances[0]!.slice();
    other[other.length - 1] = 0xff;
    expect(await bring(other)).toMatchObject({ kind: 'refused', failure: { code: 'import-differs' } });
    const [stranger] = syntheticCtSeries({
      seed: 'exchange',
      slices: 1,
      override: () => ({ PatientID: 'OTHER', SOPInstanceUID: syntheticUid('exchange', 'stranger') }),
    });
    expect(await bring(stranger!)).toMatchObject({
      kind: 'refused',
      failure: { code: 'import-differs', params: { reason: 'patient-differs' } },
    });
    expect(await bring(instances[0]!.slice(0, 700))).toMatchObject({
      kind: 'refused',
      failure: { code: 'instance-unreadable' },
    });
    expect(await bring(new TextEncoder().encode('autorun.inf'))).toMatchObject({
      kind: 'refused',
      failure: { code: 'instance-unreadable', params: { reason: 'not-dicom' } },
    });
    await importer.settled();
    const [row] = importer.studies();
    expect(row).toMatchObject({ source: 'CD Dupont', at: '2026-11-24T03:00:00.000Z' });
    expect(row?.study).toMatchObject({ site: 'import', studyUid, instanceCount: 5, modalities: ['CT'] });
    expect(await cache.state(studyUid)).toMatchObject({ state: 'complete', instancesDone: 5, instancesTotal: 5 });
    expect(await cache.pinned()).toEqual([studyUid]);
  });

  it('remembers them over a restart, and writes nothing of them in the clear', async () => {
    await cache.close();
    const list = await readFile(join(folder, 'imports', 'imported-studies'));
    expect(list.includes(studyUid) || list.includes('Dupont')).toBe(false);
    await open();
    expect(importer.studies().map(({ study, source }) => [study.studyUid, source])).toEqual([[studyUid, 'CD Dupont']]);
    expect(await bring(instances[1]!)).toEqual({ kind: 'duplicate', studyUid });
  });

  it('gives them out bit-exact in a file-set that DCMTK and GDCM read', async () => {
    const set = await exported('form=original');
    const files = (await readdir(join(set, 'DICOM', 'SET00001'))).sort();
    const bytes = await Promise.all(files.map(file => readFile(join(set, 'DICOM', 'SET00001', file))));
    const sorted = (all: readonly Uint8Array[]) => all.map(each => Buffer.from(each).toString('base64')).sort();
    expect(sorted(bytes)).toEqual(sorted(instances));
    expectDirectory(set, files.length);
    expect(execFileSync('dcmdump', [join(set, 'DICOMDIR')]).toString()).toContain('Test^');
  });

  it('gives them out without identity', async () => {
    const set = await exported('form=deidentified&dates=shift&patientCharacteristics=true');
    const names = await readdir(join(set, 'DICOM', 'SET00001'));
    expect(names).toHaveLength(5);
    const series = new Set<string>();
    for (const name of names) {
      const dump = execFileSync('dcmdump', ['-q', join(set, 'DICOM', 'SET00001', name)]).toString('latin1');
      expect(dump).not.toMatch(/Test\^|P-exchange|A-exchange|19700203|20260115/);
      expect(dump).not.toContain(syntheticUid('exchange', 'series', 1));
      expect(dump).toMatch(/PatientIdentityRemoved/);
      series.add(/\(0020,000e\) UI \[([^\]]+)/.exec(dump)?.[1] ?? '');
    }
    // One series stays one series.
    expect(series.size).toBe(1);
    expectDirectory(set, 5);
    const report = await readFile(join(set, 'EXPORT.TXT'), 'utf8');
    expect(report).toMatch(/^U +5 {2}\(0020,000D\) Study Instance UID\r$/m);
    expect(report).not.toMatch(/Test|P-exchange|2026/);
  });

  it('answers a wrong request with a failure, and a broken-off one with nothing whole', async () => {
    const wrong = await answerExportRequest({ cache, log }, new Request('http://127.0.0.1/export?studyUids=x'));
    expect(wrong.status).toBe(400);
    const cancel = new AbortController();
    const url = `http://127.0.0.1/export?form=original&studyUids=${studyUid}`;
    const answer = await answerExportRequest({ cache, log }, new Request(url, { signal: cancel.signal }));
    cancel.abort();
    await expect(answer.arrayBuffer()).rejects.toThrow();
  });
});

/** The directory names every instance, where DCMTK and GDCM find them. */
function expectDirectory(set: string, instanceCount: number): void {
  const dump = execFileSync('dcdirdmp', [join(set, 'DICOMDIR')], { stdio: ['ignore', 'pipe', 'pipe'] }).toString();
  const records = execFileSync('dcmdump', [join(set, 'DICOMDIR')]).toString();
  expect(records.match(/CS \[IMAGE\]/g)).toHaveLength(instanceCount);
  expect(records.match(/CS \[(PATIENT|STUDY|SERIES)\]/g)).toHaveLength(3);
  expect(dump).not.toMatch(/error/i);
  execFileSync('gdcminfo', ['--check-compression', join(set, 'DICOM', 'SET00001', 'IM000001')]);
  // The record's file really is the instance that the record names.
  const checked = execFileSync('/usr/bin/python3', [
    '-c',
    `import sys, pydicom
from pydicom.fileset import FileSet
fs = FileSet(sys.argv[1])
print(sum(1 for i in fs if i.load().SOPInstanceUID == i.ReferencedSOPInstanceUIDInFile))`,
    join(set, 'DICOMDIR'),
  ]).toString();
  expect(checked.trim()).toBe(String(instanceCount));
}
