import { CodestreamError } from '../codestream-error.ts';
import { emptyPlanes, type McuGrid, mcuGridOf, type Plane, zigZag } from './coefficients.ts';
import { decodeDctScan } from './dct-scan.ts';
import { EntropyReader } from './entropy-reader.ts';
import { readHuffmanTables } from './huffman-table.ts';
import { samplesOf } from './inverse-dct.ts';
import { decodeLosslessScan } from './lossless.ts';
import { type HuffmanTables, scanOf } from './scan.ts';
import { frameOf, isFrameMarker, type JpegFrame, markers, type Segment, segmentAt } from './segments.ts';

/** More scans than components × spectral bands × bits is an attack on the processor. */
const mostScans = 1000;

/**
 * Samples of a JPEG stream of the processes that the native codec lacks: lossless (2 to 16 bits), and sequential and
 * progressive DCT of 12 bits. Rows × columns × components by pixel, colours as coded, chroma repeated to full size.
 */
export function decodeJpeg(bytes: Uint8Array): {
  readonly frame: JpegFrame;
  readonly samples: Uint16Array<ArrayBuffer>;
} {
  const image = new JpegImage();
  for (let segment = segmentAt(bytes, 2); segment !== null; ) {
    if (segment.marker === markers.endOfImage) return image.finished();
    const next = image.take(segment, bytes);
    segment = segmentAt(bytes, next);
  }
  throw new CodestreamError('codestream-truncated');
}

class JpegImage {
  private readonly tables: HuffmanTables = { direct: [], alternating: [] };
  private readonly quantization: Uint16Array[] = [];
  private restartInterval = 0;
  private scans = 0;
  private frame: JpegFrame | null = null;
  private grid: McuGrid | null = null;
  private planes: readonly Plane[] = [];
  private samples = new Uint16Array(0);
  private readonly seen = new Set<number>();

  /** Takes a segment and, behind a scan header, the scan; gives the index where the next segment is looked for. */
  take({ marker, data, end }: Segment, bytes: Uint8Array): number {
    if (marker === 0xc4) {
      readHuffmanTables(data, (tableClass, destination, table) => {
        (tableClass === 0 ? this.tables.direct : this.tables.alternating)[destination] = table;
      });
    } else if (marker === 0xdb) this.defineQuantization(data);
    else if (marker === 0xdd) this.restartInterval = ((data[0] ?? 0) << 8) | (data[1] ?? 0);
    else if (isFrameMarker(marker)) this.start(frameOf({ marker, data, end }));
    else if (marker === markers.startOfScan) return this.scan(data, end, bytes);
    return end;
  }

  finished(): { frame: JpegFrame; samples: Uint16Array<ArrayBuffer> } {
    const { frame } = this;
    if (frame === null || this.seen.size < frame.components.length) throw new CodestreamError('codestream-truncated');
    if (frame.process !== 'lossless') this.transform(frame);
    return { frame, samples: this.samples };
  }

  private start(frame: JpegFrame): void {
    if (this.frame !== null) throw new CodestreamError('codestream-unsupported');
    // lines counted only at the end of the first scan (DNL) are not met in DICOM
    if (frame.rows === 0 || frame.columns === 0) throw new CodestreamError('codestream-unsupported');
    this.frame = frame;
    this.samples = new Uint16Array(frame.rows * frame.columns * frame.components.length);
    if (frame.process === 'lossless') return;
    this.grid = mcuGridOf(frame);
    this.planes = emptyPlanes(frame, this.grid);
  }

  private scan(data: Uint8Array, end: number, bytes: Uint8Array): number {
    const { frame } = this;
    this.scans += 1;
    if (frame === null || this.scans > mostScans) throw new CodestreamError('codestream-invalid');
    const scan = scanOf(data, frame, this.tables, this.restartInterval);
    const reader = new EntropyReader(bytes, end);
    if (this.grid === null) decodeLosslessScan(frame, scan, reader, this.samples);
    else decodeDctScan(frame, this.grid, scan, reader, this.planes);
    for (const { index } of scan.components) this.seen.add(index);
    return reader.position;
  }

  /** DQT (ITU-T T.81 B.2.4.1), turned to natural order. */
  private defineQuantization(data: Uint8Array): void {
    for (let at = 0; at < data.length; ) {
      const target = data[at] ?? 0;
      const size = target >> 4 === 0 ? 1 : 2;
      if (at + 1 + 64 * size > data.length) throw new CodestreamError('codestream-truncated');
      const table = new Uint16Array(64);
      zigZag.forEach((place, index) => {
        const from = at + 1 + size * index;
        table[place] = size === 1 ? (data[from] ?? 0) : ((data[from] ?? 0) << 8) | (data[from + 1] ?? 0);
      });
      this.quantization[target & 15] = table;
      at += 1 + 64 * size;
    }
  }

  private transform(frame: JpegFrame): void {
    const { grid } = this;
    frame.components.forEach((component, index) => {
      const table = this.quantization[component.quantization];
      const plane = this.planes[index];
      if (table === undefined || plane === undefined || grid === null) throw new CodestreamError('codestream-invalid');
      const samples = samplesOf(plane, table, frame.precision);
      const width = plane.blocksAcross * 8;
      for (let row = 0; row < frame.rows; row++) {
        const line = Math.floor((row * component.vertical) / grid.vertical) * width;
        for (let column = 0; column < frame.columns; column++) {
          const from = line + Math.floor((column * component.horizontal) / grid.horizontal);
          this.samples[(row * frame.columns + column) * frame.components.length + index] = samples[from] ?? 0;
        }
      }
    });
  }
}
