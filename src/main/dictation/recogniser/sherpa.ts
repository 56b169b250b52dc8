import sherpa from 'sherpa-onnx-node';
import { dictationSampleRate } from '../../../contract/index.ts';
import type { SpeechModel } from '../models/model-folder.ts';

/** Words of one utterance. */
export type Recognise = (samples: Float32Array) => string;

/** Loads a model. The native library ends the process on what it cannot load: only to be called in a process of its own. */
export function loadRecogniser({ layout, language, files }: SpeechModel, threads: number): Recognise {
  const { encoder, decoder, joiner, mergedDecoder, tokens } = files;
  const common = { tokens, numThreads: threads, provider: 'cpu', debug: 0 };
  switch (layout) {
    case 'moonshine':
      return offline({ ...common, moonshine: { encoder, mergedDecoder } });
    case 'nemo-transducer':
      return offline({ ...common, modelType: 'nemo_transducer', transducer: { encoder, decoder, joiner } });
    case 'streaming-transducer':
      return online({ ...common, transducer: { encoder, decoder, joiner } }, language);
  }
}

const featConfig = { sampleRate: dictationSampleRate, featureDim: 80 };

function offline(modelConfig: object): Recognise {
  const recogniser = new sherpa.OfflineRecognizer({ featConfig, modelConfig });
  return samples => {
    const stream = recogniser.createStream();
    stream.acceptWaveform({ sampleRate: dictationSampleRate, samples });
    recogniser.decode(stream);
    return recogniser.getResult(stream).text.trim();
  };
}

/** A streaming model is given the utterance as a whole, and silence behind it that its look-ahead needs. */
function online(modelConfig: object, language: string): Recognise {
  const recogniser = new sherpa.OnlineRecognizer({ featConfig, modelConfig, enableEndpoint: false });
  return samples => {
    const stream = recogniser.createStream();
    stream.setOption('language', language);
    stream.acceptWaveform({ sampleRate: dictationSampleRate, samples });
    stream.acceptWaveform({ sampleRate: dictationSampleRate, samples: new Float32Array(0.6 * dictationSampleRate) });
    stream.inputFinished();
    while (recogniser.isReady(stream)) recogniser.decode(stream);
    return recogniser.getResult(stream).text.trim();
  };
}
