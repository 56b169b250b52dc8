/** Samples of a piece: 100 ms at 16 kHz. */
const pieceSamples = 1600;

// What an audio worklet's scope has beside the usual globals (Web Audio API 1.1).
declare const registerProcessor: (name: string, processor: unknown) => void;
declare const AudioWorkletProcessor: { new (): { readonly port: MessagePort } };

/** Hands over what the microphone hears as 16-bit samples of one channel. */
class Capture extends AudioWorkletProcessor {
  #piece = new Int16Array(pieceSamples);
  #filled = 0;

  process([input]: readonly (readonly Float32Array[])[]): boolean {
    const channel = input?.[0];
    if (!channel) return true;
    for (const sample of channel) {
      this.#piece[this.#filled] = Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_768)));
      this.#filled += 1;
      if (this.#filled < pieceSamples) continue;
      this.port.postMessage(this.#piece, [this.#piece.buffer]);
      this.#piece = new Int16Array(pieceSamples);
      this.#filled = 0;
    }
    return true;
  }
}

registerProcessor('vigie-capture', Capture);
