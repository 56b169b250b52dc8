import { type DecoderPool, openDecoderPool } from '../decode/index.ts';

/** Longer than any frame takes on a slow machine, and short enough for a fuzzer to see the program end. */
const longestDecode = 9_000;

/** Runs `work` with a pool of decoders that ends with it. */
export async function withDecoders<T>(work: (decode: DecoderPool['decode']) => Promise<T>): Promise<T> {
  const pool = openDecoderPool({ size: 1, limitMs: longestDecode });
  try {
    return await work(pool.decode);
  } finally {
    await pool.close();
  }
}
