/** The part of sherpa-onnx-node 1.13 that is used; the package brings no declarations. */
declare module 'sherpa-onnx-node' {
  interface Waveform {
    readonly sampleRate: number;
    readonly samples: Float32Array;
  }
  interface OfflineStream {
    acceptWaveform(wave: Waveform): void;
  }
  interface OnlineStream extends OfflineStream {
    inputFinished(): void;
    setOption(key: string, value: string): void;
  }
  class OfflineRecognizer {
    constructor(config: object);
    createStream(): OfflineStream;
    decode(stream: OfflineStream): void;
    getResult(stream: OfflineStream): { readonly text: string };
  }
  class OnlineRecognizer {
    constructor(config: object);
    createStream(): OnlineStream;
    isReady(stream: OnlineStream): boolean;
    decode(stream: OnlineStream): void;
    getResult(stream: OnlineStream): { readonly text: string };
  }
  const sherpa: { OfflineRecognizer: typeof OfflineRecognizer; OnlineRecognizer: typeof OnlineRecognizer };
  export default sherpa;
}
