import { parseArgs } from 'node:util';
import { readList, writeFrames, writeFramesOfList } from '../inspection/index.ts';
import { type Command, failureLine, UsageError } from './command.ts';
import { withDecoders } from './decoders.ts';

/** Stored and finished values of every frame, for comparison with other decoders. */
export const frames: Command = {
  name: 'frames',
  usage: [
    'frames FILE --out DIR         frames.json, and NNNN.stored.raw and NNNN.finished.raw for each frame',
    'frames --list LIST --out DIR  the same for a path a line, into DIR/00001, DIR/00002, …',
  ],
  async run(args) {
    const options = { list: { type: 'string' }, out: { type: 'string' } } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const { list, out } = values;
    if (out === undefined) throw new UsageError('--out DIR is missing');
    if (list !== undefined && positionals.length === 0) return ofList(list, out);
    const [file] = positionals;
    if (file === undefined || positionals.length > 1 || list !== undefined) throw new UsageError('one FILE or --list');
    return ofFile(file, out);
  },
};

async function ofFile(file: string, out: string): Promise<number> {
  const outcome = await withDecoders(decode => writeFrames(file, out, decode));
  if (outcome.ok) return 0;
  console.error(failureLine(file, outcome.failure));
  return 1;
}

async function ofList(list: string, out: string): Promise<number> {
  const paths = await readList(list);
  let failed = 0;
  await withDecoders(async decode => {
    for await (const { path, outcome } of writeFramesOfList(paths, out, decode)) {
      if (outcome.ok) continue;
      failed += 1;
      console.error(failureLine(path, outcome.failure));
    }
  });
  return failed === 0 ? 0 : 1;
}
