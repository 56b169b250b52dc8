import { mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { syntheticCtSeries } from '../../src/dicom/synthetic/builder.ts';
import { samplesFolder } from '../peers/samples.ts';

/** Larger files take their time without finding more. */
const mostBytes = 500_000;

/** The sample files where they are, else a few synthetic ones: uncompressed, and RLE in fragments. */
export function fuzzInputs(): readonly string[] {
  const samples = samplesFolder();
  if (samples !== null) {
    return readdirSync(join(samples, 'open'), { withFileTypes: true, recursive: true })
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name))
      .filter(path => statSync(path).size < mostBytes)
      .sort();
  }
  const folder = mkdtempSync(join(tmpdir(), 'fuzz-inputs-'));
  const segment = Uint8Array.from({ length: 64 + 4 }, (_, at) => [1, 0, 0, 0, 64][at] ?? (at < 64 ? 0 : 0x81));
  const rle = {
    Rows: 16,
    Columns: 16,
    BitsAllocated: 8,
    BitsStored: 8,
    HighBit: 7,
    PixelData: { fragments: [segment] },
  };
  const files = [
    ...syntheticCtSeries({ seed: 'fuzz', slices: 2 }),
    ...syntheticCtSeries({ seed: 'fuzz', slices: 1, transferSyntaxUid: '1.2.840.10008.1.2.5', override: () => rle }),
  ];
  return files.map((bytes, index) => {
    const path = join(folder, `${index}.dcm`);
    writeFileSync(path, bytes);
    return path;
  });
}
