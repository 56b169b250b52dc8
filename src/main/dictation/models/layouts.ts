/** One file of a model: the names it may have, and what it is at least in bytes when it is whole. */
export interface ModelFile {
  readonly role: string;
  readonly names: readonly string[];
  readonly leastBytes: number;
}

/** How models of one kind lie in their folder. Names are those of the published archives (sherpa-onnx's documentation). */
export interface ModelLayout {
  readonly id: LayoutId;
  readonly files: readonly ModelFile[];
}

export const layoutIds = ['moonshine', 'nemo-transducer', 'streaming-transducer'] as const;
export type LayoutId = (typeof layoutIds)[number];

const onnx = (role: string, ...stems: string[]): ModelFile => ({
  role,
  names: stems.flatMap(stem => [`${stem}.int8.onnx`, `${stem}.onnx`]),
  leastBytes: 100_000,
});
const tokens: ModelFile = { role: 'tokens', names: ['tokens.txt'], leastBytes: 200 };

export const layouts: readonly ModelLayout[] = [
  {
    id: 'moonshine',
    files: [onnx('encoder', 'encoder_model'), onnx('mergedDecoder', 'decoder_model_merged'), tokens],
  },
  {
    id: 'nemo-transducer',
    files: [onnx('encoder', 'encoder'), onnx('decoder', 'decoder'), onnx('joiner', 'joiner'), tokens],
  },
  {
    id: 'streaming-transducer',
    files: [onnx('encoder', 'encoder'), onnx('decoder', 'decoder'), onnx('joiner', 'joiner'), tokens],
  },
];
