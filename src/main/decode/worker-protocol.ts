import type { Outcome } from '../../contract/index.ts';
import type { Decoded, EncodedFrame } from './codec.ts';

export interface DecodeRequest {
  readonly id: number;
  readonly encoded: EncodedFrame;
}

export interface DecodeAnswer {
  readonly id: number;
  readonly outcome: Outcome<Decoded>;
}
