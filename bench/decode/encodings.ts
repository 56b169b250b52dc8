import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { buildInstance } from '../../src/dicom/synthetic/builder.ts';
import { encode } from '../../src/main/decode/encoders.test-data.ts';
import { edge, frames, header, pixels } from './phantom-image.ts';

/** One transfer syntax of the measurement. */
export interface Encoded {
  readonly name: string;
  readonly transferSyntaxUid: string;
  /** Makes the file from the uncompressed one; false where the tool is not there or refuses. */
  make(uncompressed: string, target: string): boolean | Promise<boolean>;
  /** The other decoder, writing the same file uncompressed; null where none of both can. */
  readonly peer: ((source: string, target: string) => readonly string[]) | null;
}

const run = (command: string, ...args: readonly string[]) => spawnSync(command, args, { stdio: 'ignore' }).status === 0;
const dcmtk = (command: string) => (source: string, target: string) => [command, source, target];
const gdcm = (source: string, target: string) => ['gdcmconv', '--raw', source, target];
const jpeg = (number: number) => `1.2.840.10008.1.2.4.${number}`;
const made =
  (command: string, ...options: readonly string[]) =>
  (source: string, target: string) =>
    run(command, ...options, source, target);

export const encodings: readonly Encoded[] = [
  {
    name: 'explicit little endian',
    transferSyntaxUid: '1.2.840.10008.1.2.1',
    make: made('dcmconv', '+te'),
    peer: dcmtk('dcmconv'),
  },
  {
    name: 'explicit big endian',
    transferSyntaxUid: '1.2.840.10008.1.2.2',
    make: made('dcmconv', '+tb'),
    peer: (source, target) => ['dcmconv', '+te', source, target],
  },
  {
    name: 'deflated',
    transferSyntaxUid: '1.2.840.10008.1.2.1.99',
    make: made('dcmconv', '+td'),
    peer: (source, target) => ['dcmconv', '+te', source, target],
  },
  { name: 'RLE', transferSyntaxUid: '1.2.840.10008.1.2.5', make: made('dcmcrle'), peer: dcmtk('dcmdrle') },
  { name: 'JPEG baseline', transferSyntaxUid: jpeg(50), make: made('dcmcjpeg', '+eb'), peer: dcmtk('dcmdjpeg') },
  {
    name: 'JPEG extended, 12 bits',
    transferSyntaxUid: jpeg(51),
    make: made('dcmcjpeg', '+ee'),
    peer: dcmtk('dcmdjpeg'),
  },
  { name: 'JPEG lossless', transferSyntaxUid: jpeg(57), make: made('dcmcjpeg', '+el'), peer: dcmtk('dcmdjpeg') },
  { name: 'JPEG lossless SV1', transferSyntaxUid: jpeg(70), make: made('dcmcjpeg', '+e1'), peer: dcmtk('dcmdjpeg') },
  { name: 'JPEG-LS', transferSyntaxUid: jpeg(80), make: made('dcmcjpls', '+el'), peer: dcmtk('dcmdjpls') },
  { name: 'JPEG-LS near', transferSyntaxUid: jpeg(81), make: made('dcmcjpls', '+en'), peer: dcmtk('dcmdjpls') },
  { name: 'JPEG 2000 lossless', transferSyntaxUid: jpeg(90), make: made('gdcmconv', '--j2k'), peer: gdcm },
  {
    name: 'JPEG 2000',
    transferSyntaxUid: jpeg(91),
    make: made('gdcmconv', '--j2k', '--lossy', '-r', '8'),
    peer: gdcm,
  },
  { name: 'HTJ2K lossless', transferSyntaxUid: jpeg(201), make: encodedBy('highThroughput', 201), peer: null },
  { name: 'JPEG XL lossless', transferSyntaxUid: jpeg(110), make: encodedBy('jpegXl', 110), peer: null },
];

function encodedBy(kind: 'highThroughput' | 'jpegXl', number: number) {
  return async (_: string, target: string): Promise<boolean> => {
    const shape = { width: edge, height: edge, bitsPerSample: 16, componentCount: 1, isSigned: false };
    const fragments: Uint8Array[] = [];
    for (let frame = 0; frame < frames; frame++) {
      const samples = pixels.slice(frame * edge * edge, (frame + 1) * edge * edge);
      const stream = await encode(kind, shape, samples, encoder => {
        encoder.setQuality?.(true, 0);
        encoder.setLossless?.(true);
        encoder.setDecompositions?.(5);
      });
      fragments.push(stream.length % 2 === 0 ? stream : Uint8Array.from([...stream, 0]));
    }
    writeFileSync(target, buildInstance({ ...header, PixelData: { fragments } }, jpeg(number)));
    return true;
  };
}
