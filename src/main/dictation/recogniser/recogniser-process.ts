import { parentChannel } from '../../parent-channel.ts';
import { trimmed } from '../listening/trimmed.ts';
import { samplesOf } from '../pcm.ts';
import { type RecogniserAnswer, recogniserCallSchema } from './protocol.ts';
import { loadRecogniser, type Recognise } from './sherpa.ts';

/** The recogniser's own process: it holds one model and answers one utterance after the other. */
const parent = parentChannel<RecogniserAnswer>();
let recognise: Recognise | null = null;

parent.onMessage(message => {
  const call = recogniserCallSchema.safeParse(message);
  if (!call.success) return;
  const started = performance.now();
  const memoryBytes = () => process.memoryUsage.rss();
  if (call.data.kind === 'load') {
    try {
      recognise = loadRecogniser(call.data, call.data.threads);
    } catch (error) {
      parent.send({ kind: 'unusable', words: error instanceof Error ? error.message.slice(0, 2000) : 'unknown' });
      return;
    }
    parent.send({ kind: 'loaded', milliseconds: performance.now() - started, memoryBytes: memoryBytes() });
    return;
  }
  const { id, samples } = call.data;
  const heard = samplesOf(Buffer.from(samples, 'base64'));
  const words = (part: Int16Array) => recognise?.(Float32Array.from(part, value => value / 32_768)) ?? '';
  const text = words(heard) || words(trimmed(heard));
  const milliseconds = performance.now() - started;
  parent.send({ kind: 'recognised', id, text: text.slice(0, 20_000), milliseconds, memoryBytes: memoryBytes() });
});
parent.onGone(() => process.exit(0));
// A terminal sends its interrupt to all processes of a group; the parent decides when this one ends.
process.on('SIGINT', () => {});
