import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, type Outcome, succeed } from '../../contract/index.ts';
import { formatTag, tags } from '../../dicom/dataset/tags.ts';
import { type DicomJson, jsonUid } from '../../dicom/json/dicom-json.ts';
import { valueUnitOf } from '../../dicom/measure/value-unit.ts';
import { finishFrame } from '../../dicom/pixel/finish-frame.ts';
import type { PixelType } from '../../dicom/pixel/finished-frame.ts';
import { pixelDescriptionOf } from '../../dicom/pixel/pixel-description.ts';
import { seriesDtype } from '../../dicom/pixel/series-pixel-type.ts';
import { isLossy, withStreamFacts } from '../../dicom/pixel/stream-facts.ts';
import { type ImageWindow, windowsOf } from '../../dicom/voi/windows-of-image.ts';
import { decodeFrame, type FrameDecoder, streamFactsOfDecoded } from '../decode/index.ts';
import { readDicomFile } from './read-dicom-file.ts';
import { bytesOf, dtypeOf, storedSamplesOf } from './stored-samples.ts';

/** What `frames.json` says about the raw files beside it. */
export interface FramesSummary {
  readonly file: string;
  readonly sopClass: string | null;
  readonly sopInstance: string | null;
  readonly transferSyntax: string;
  readonly rows: number;
  readonly columns: number;
  readonly frames: number;
  /** Of the stored raw files; a finished palette frame has 3. */
  readonly samples: number;
  readonly finishedSamples: number;
  readonly photometric: string;
  readonly storedDtype: string;
  readonly finishedDtype: string;
  /** UCUM, of the finished values; `1` for none. */
  readonly unit: string;
  /** Of the first frame. */
  readonly windows: readonly ImageWindow[];
  /** By this stream, or by an earlier one of which the header speaks. */
  readonly lossy: boolean;
  readonly warnings: readonly { readonly frame: number; readonly tag: string; readonly reason: string }[];
}

/**
 * Writes the stored and the finished values of every frame of a file into a folder (`0001.stored.raw`,
 * `0001.finished.raw`, little endian), and `frames.json` last. The number type is the one for a series of this file alone.
 */
export async function writeFrames(
  path: string,
  folder: string,
  decoder: FrameDecoder,
): Promise<Outcome<FramesSummary>> {
  const read = await readDicomFile(path);
  if (!read.ok) return read;
  const { file, header } = read.value;
  const described = pixelDescriptionOf(header);
  if (!described.ok) return described;
  const description = described.value;
  await mkdir(folder, { recursive: true });
  const summaryFile = join(folder, 'frames.json');
  await rm(summaryFile, { force: true });
  let summary: FramesSummary | null = null;
  let decodedHeader: DicomJson | null = null;
  let dtype: PixelType = 'float32';
  const warnings: FramesSummary['warnings'][number][] = [];
  for (let frame = 1; frame <= description.numberOfFrames; frame++) {
    const decoded = await decodeFrame(file, frame, { description, decoder });
    if (!decoded.ok) return decoded;
    const stored = storedSamplesOf(decoded.value.frame);
    if (!stored.ok) return stored;
    if (decodedHeader === null) {
      decodedHeader = withStreamFacts(header, streamFactsOfDecoded(decoded.value));
      dtype = seriesDtype([decodedHeader]);
    }
    const finished = finishFrame(decodedHeader, frame, decoded.value.frame, dtype);
    if (!finished.ok) return finished;
    const name = String(frame).padStart(4, '0');
    await writeFile(join(folder, `${name}.stored.raw`), bytesOf(stored.value));
    await writeFile(join(folder, `${name}.finished.raw`), finished.value.bytes);
    for (const { tag, reason } of decoded.value.warnings) warnings.push({ frame, tag: formatTag(tag), reason });
    summary ??= {
      file: path,
      sopClass: jsonUid(header, tags.sopClassUid),
      sopInstance: jsonUid(header, tags.sopInstanceUid),
      transferSyntax: file.transferSyntaxUid,
      rows: description.rows,
      columns: description.columns,
      frames: description.numberOfFrames,
      samples: decoded.value.frame.samplesPerPixel,
      finishedSamples: finished.value.samplesPerPixel,
      photometric: description.photometricInterpretation,
      storedDtype: dtypeOf(stored.value),
      finishedDtype: finished.value.dtype,
      unit: valueUnitOf(header, 1),
      windows: windowsOf(header, 1),
      lossy: isLossy(decodedHeader),
      warnings,
    };
  }
  if (summary === null)
    return fail('instance-unreadable', { tag: formatTag(tags.numberOfFrames), reason: 'no-frames' });
  await writeFile(summaryFile, `${JSON.stringify(summary, null, 2)}\n`);
  return succeed(summary);
}
