import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The codecs' own encoders, which the program does not use: streams for tests are made by them. */
interface Encoder {
  getDecodedBuffer(frame: FrameShape & { isUsingColorTransform: boolean }): Uint8Array;
  encode(): void;
  getEncodedBuffer(): Uint8Array;
  setLossless?(lossless: boolean): void;
  setQuality?(reversible: boolean, step: number): void;
  setNearLossless?(difference: number): void;
  setInterleaveMode?(mode: number): void;
  setDecompositions?(levels: number): void;
}

export interface FrameShape {
  readonly width: number;
  readonly height: number;
  readonly bitsPerSample: number;
  readonly componentCount: number;
  readonly isSigned: boolean;
}

const modules = {
  jpegLs: ['@cornerstonejs/codec-charls/wasmjs', '@cornerstonejs/codec-charls/wasm', 'JpegLSEncoder'],
  jpeg2000: ['@cornerstonejs/codec-openjpeg/wasmjs', '@cornerstonejs/codec-openjpeg/wasm', 'J2KEncoder'],
  highThroughput: ['@cornerstonejs/codec-openjph/wasmjs', '@cornerstonejs/codec-openjph/wasm', 'HTJ2KEncoder'],
  jpegXl: ['@cornerstonejs/codec-libjxl/encodewasmjs', '@cornerstonejs/codec-libjxl/encodewasm', 'JpegXLEncoder'],
} as const;

/** Encodes samples (one byte each up to 8 bits, else two) after `set` has chosen the encoder's settings. */
export async function encode(
  kind: keyof typeof modules,
  shape: FrameShape,
  samples: Uint8Array | Uint16Array,
  set: (encoder: Encoder) => void = () => {},
): Promise<Uint8Array> {
  const [script, wasm, name] = modules[kind];
  const { default: factory } = await import(script);
  const wasmBinary = readFileSync(fileURLToPath(import.meta.resolve(wasm)));
  const module = await factory({ wasmBinary, print: () => {}, printErr: () => {} });
  const encoder: Encoder = new module[name]();
  const isUsingColorTransform = shape.componentCount === 3;
  encoder
    .getDecodedBuffer({ ...shape, isUsingColorTransform })
    .set(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength));
  // the images of tests are too small for the default of five
  encoder.setDecompositions?.(2);
  set(encoder);
  encoder.encode();
  return new Uint8Array(encoder.getEncodedBuffer());
}
