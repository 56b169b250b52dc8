export type { Decoded, DecodeWarning, EncodedFrame } from './codec.ts';
export { decodeFrame, decodeHere, type FrameDecoder } from './decode-frame.ts';
export { type DecoderPool, type DecoderPoolOptions, openDecoderPool } from './decoder-pool.ts';
export { streamFactsOf, streamFactsOfDecoded } from './stream-facts.ts';
