import { loadavg } from 'node:os';
import { spokenSentences } from '../../e2e/dictation/spoken-sentences.ts';
import { wordErrorRate } from '../../e2e/dictation/word-errors.ts';
import { englishSpeechModel } from '../../e2e/peers/speech-model.ts';
import { checkModelFolder } from '../../src/main/dictation/models/model-folder.ts';
import { SupervisedRecogniser } from '../../src/main/dictation/recogniser/supervised-recogniser.ts';
import { nodeProcesses } from '../../src/main/host-node/processes.ts';

/** Word error rate, real-time factor (seconds of work ÷ seconds of audio) and memory of the recogniser's process, by model and voice. */
const results: object[] = [];
for (const size of ['tiny', 'base'] as const) {
  const model = await englishSpeechModel(size);
  if ('reason' in model) {
    console.error(model.reason);
    process.exit(1);
  }
  for (const voice of ['slt', 'hts', 'espeak'] as const) {
    const sentences = await spokenSentences(voice);
    if (!sentences) {
      console.error('VIGIE_SAMPLES names no folder with asr');
      process.exit(1);
    }
    const recogniser = new SupervisedRecogniser({
      language: 'en',
      model: () => checkModelFolder(model.folder, 'en'),
      processes: nodeProcesses(),
      log: { info() {}, warn() {} },
    });
    const pairs: { words: string; recognised: string }[] = [];
    for (const { words, samples } of sentences) {
      const recognised = await recogniser.recognise(samples, 'final');
      pairs.push({ words, recognised: recognised.ok ? recognised.value : '' });
    }
    const audioMs = sentences.reduce((sum, { samples }) => sum + samples.length / 16, 0);
    const { busyMs, loadMs, memoryBytes } = recogniser.figures;
    results.push({
      model: size,
      voice,
      wordErrorRate: Number(wordErrorRate(pairs).toFixed(3)),
      realTimeFactor: Number((busyMs / audioMs).toFixed(3)),
      audioSeconds: Number((audioMs / 1000).toFixed(1)),
      loadMs: Math.round(loadMs),
      memoryMb: Math.round(memoryBytes / 1e6),
    });
    await recogniser.stop();
  }
}
console.log(JSON.stringify({ loadAverage: loadavg()[0], results }, null, 2));
