import type { EngineState, Outcome } from '../../contract/index.ts';
import type { StateChannel } from '../channel.ts';

/** A speech recogniser of one language (automatic speech recognition). */
export interface AsrProvider {
  readonly state: StateChannel<EngineState>;
  /** Looks for the model again and gets ready. */
  prepare(): Promise<EngineState>;
  /**
   * The words of one utterance, 16 kHz mono. A `final` waits until it is answered, through restarts of the recogniser too;
   * an `interim` is refused with `cancelled` while there is other work.
   */
  recognise(samples: Int16Array, kind: 'interim' | 'final'): Promise<Outcome<string>>;
  stop(): Promise<void>;
}
