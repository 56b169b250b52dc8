import { dictationSampleRate } from '../../../contract/index.ts';
import { frameSamples, levelDb } from './voice-activity.ts';

/** Frames softer than the loudest one by more than this are silence. */
const silenceDb = 30;
const marginSamples = 0.2 * dictationSampleRate;

/**
 * An utterance with little silence around it. Recognisers that are given a short command in much silence may answer nothing
 * at all; they are asked a second time with this.
 */
export function trimmed(samples: Int16Array): Int16Array {
  const levels: number[] = [];
  for (let at = 0; at + frameSamples <= samples.length; at += frameSamples) {
    levels.push(levelDb(samples.subarray(at, at + frameSamples)));
  }
  const least = Math.max(...levels) - silenceDb;
  const first = levels.findIndex(level => level >= least);
  const last = levels.findLastIndex(level => level >= least);
  if (first < 0) return samples;
  return samples.subarray(
    Math.max(0, first * frameSamples - marginSamples),
    Math.min(samples.length, (last + 1) * frameSamples + marginSamples),
  );
}
