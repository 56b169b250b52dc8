import { dictationSampleRate } from '../../contract/index.ts';

/** 16-bit little-endian samples out of bytes; an odd byte at the end is none. */
export function samplesOf(bytes: Uint8Array): Int16Array<ArrayBuffer> {
  const samples = new Int16Array(bytes.length >> 1);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let index = 0; index < samples.length; index++) samples[index] = view.getInt16(2 * index, true);
  return samples;
}

/** Samples as 16-bit little-endian bytes. */
export function bytesOf(samples: Int16Array): Buffer<ArrayBuffer> {
  const bytes = Buffer.alloc(2 * samples.length);
  samples.forEach((sample, index) => {
    bytes.writeInt16LE(sample, 2 * index);
  });
  return bytes;
}

/** Samples as a WAV file (RIFF, PCM, one channel). */
export function waveFile(samples: Int16Array): Buffer<ArrayBuffer> {
  const data = bytesOf(samples);
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + data.length, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(dictationSampleRate, 24);
  header.writeUInt32LE(2 * dictationSampleRate, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(data.length, 40);
  return Buffer.concat([header, data]);
}
