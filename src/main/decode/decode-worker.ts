import { parentPort } from 'node:worker_threads';
import { decodeHere } from './decode-frame.ts';
import type { DecodeAnswer, DecodeRequest } from './worker-protocol.ts';

const port = parentPort;
if (port === null) throw new Error('this file is the entry of a worker thread');

port.on('message', async ({ id, encoded }: DecodeRequest) => {
  const outcome = await decodeHere(encoded);
  const answer: DecodeAnswer = { id, outcome };
  port.postMessage(answer, outcome.ok ? [outcome.value.frame.cells.buffer] : []);
});
