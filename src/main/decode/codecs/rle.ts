import { tags } from '../../../dicom/dataset/tags.ts';
import { uncompressedFrame } from '../../../dicom/pixel/native-frame.ts';
import { type Codec, checkSize } from '../codec.ts';
import { CodestreamError } from '../codestream-error.ts';

/** RLE (PS3.5 annex G): a segment for each byte of each sample, the most significant byte first. */
export const decodeRleFrame: Codec = ({ bytes, description }) => {
  checkSize(description);
  const { rows, columns, samplesPerPixel, bitsAllocated } = description;
  // bits are packed as in native pixel data, eight to a byte
  const bytesPerSample = Math.ceil(bitsAllocated / 8);
  if (bytes.length < 64) throw new CodestreamError('codestream-truncated');
  const header = new DataView(bytes.buffer, bytes.byteOffset, 64);
  const count = header.getUint32(0, true);
  if (count !== samplesPerPixel * bytesPerSample) throw new CodestreamError('samples-differ', tags.samplesPerPixel);
  const pixels = bitsAllocated === 1 ? Math.ceil((rows * columns) / 8) : rows * columns;
  const decoded = new Uint8Array(pixels * count);
  for (let segment = 0; segment < count; segment++) {
    const start = header.getUint32(4 + 4 * segment, true);
    const next = segment + 1 < count ? header.getUint32(8 + 4 * segment, true) : bytes.length;
    if (start < 64 || start > bytes.length || next < start) throw new CodestreamError('codestream-invalid');
    const sample = Math.floor(segment / bytesPerSample);
    // little-endian cells, interleaved samples
    const first = sample * bytesPerSample + (bytesPerSample - 1 - (segment % bytesPerSample));
    unpack(bytes.subarray(start, next), decoded, first, count, pixels);
  }
  // chroma is never subsampled in RLE (PS3.5 8.2.2), and decoded samples are by pixel
  const photometricInterpretation = description.photometricInterpretation.replace(/_422$/, '');
  const native = { ...description, photometricInterpretation, planarConfiguration: 0 } as const;
  const outcome = uncompressedFrame(decoded, native);
  if (!outcome.ok) throw new CodestreamError('codestream-truncated');
  return { frame: outcome.value, lossy: false, warnings: [] };
};

/** PackBits of one segment into every `stride`-th byte of `target` (PS3.5 G.3.2). */
function unpack(segment: Uint8Array, target: Uint8Array, first: number, stride: number, pixels: number): void {
  let to = first;
  const end = first + stride * pixels;
  for (let at = 0; to < end; ) {
    const control = segment[at];
    if (control === undefined) throw new CodestreamError('codestream-truncated');
    at += 1;
    if (control < 128) {
      const count = Math.min(control + 1, (end - to) / stride);
      if (at + count > segment.length) throw new CodestreamError('codestream-truncated');
      for (let index = 0; index < count; index++, to += stride) target[to] = segment[at + index] ?? 0;
      at += control + 1;
    } else if (control > 128) {
      const value = segment[at];
      if (value === undefined) throw new CodestreamError('codestream-truncated');
      for (let index = 0; index < 257 - control && to < end; index++, to += stride) target[to] = value;
      at += 1;
    }
  }
}
