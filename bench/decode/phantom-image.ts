import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dicomJsonOf } from '../../src/dicom/json/from-data-set.ts';
import { readPart10 } from '../../src/dicom/part10/read.ts';
import { nativeFrame } from '../../src/dicom/pixel/native-frame.ts';
import { pixelDescriptionOf } from '../../src/dicom/pixel/pixel-description.ts';
import type { Attributes } from '../../src/dicom/synthetic/attributes.ts';
import { buildInstance, pixelModule, rescaleModule, windowModule } from '../../src/dicom/synthetic/builder.ts';
import { chestCt, currentChest } from '../../src/dicom/synthetic/phantom/chest-ct.ts';

/** What is measured on: slices of the chest phantom as one object, so that starting a program weighs little. */
export const frames = 24;
export const edge = currentChest.matrix;

/** Every fifth slice, from the apices to the kidneys. */
function phantomPixels(): Uint16Array<ArrayBuffer> {
  const pixels = new Uint16Array(frames * edge * edge);
  const examination = {
    patient: { patientId: 'Bench', name: 'Bench', birthDate: '19700101', sex: 'O' },
    study: { studyUid: '2.25.1', studyId: '1', accession: '1', description: '', date: '20260115', time: '081500' },
    anatomySeed: 'bench',
  } as const;
  const acquisition = { ...currentChest, sliceSpacing: 5 * currentChest.sliceSpacing, slices: frames };
  let at = 0;
  for (const bytes of chestCt(examination, acquisition, 'Bench').instances()) {
    const file = readPart10(bytes);
    if (!file.ok) throw new Error(JSON.stringify(file.failure));
    const description = pixelDescriptionOf(dicomJsonOf(file.value.dataSet));
    if (!description.ok) throw new Error(JSON.stringify(description.failure));
    const frame = nativeFrame(file.value.dataSet, description.value, 1);
    if (!frame.ok) throw new Error(JSON.stringify(frame.failure));
    pixels.set(frame.value.cells, at);
    at += edge * edge;
  }
  return pixels;
}

export const pixels = phantomPixels();

export const header: Attributes = {
  SOPClassUID: '1.2.840.10008.5.1.4.1.1.7.3',
  SOPInstanceUID: '2.25.4',
  StudyInstanceUID: '2.25.2',
  SeriesInstanceUID: '2.25.3',
  Modality: 'OT',
  PatientName: 'Bench',
  PatientID: 'Bench',
  ...pixelModule({
    kind: 'monochrome',
    photometric: 'MONOCHROME2',
    rows: frames * edge,
    columns: edge,
    bitsStored: 12,
    data: pixels,
  }),
  Rows: edge,
  NumberOfFrames: frames,
  ...rescaleModule(1, -1024),
  ...windowModule(40, 400),
};

/** Writes the uncompressed file and gives its path. */
export function writeUncompressed(folder: string): string {
  const path = join(folder, 'uncompressed.dcm');
  writeFileSync(path, buildInstance(header));
  return path;
}
