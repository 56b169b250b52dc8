import { parseArgs } from 'node:util';
import { describeGeometry } from '../inspection/index.ts';
import { type Command, UsageError } from './command.ts';

/** How the images of a folder are grouped, sorted and judged. */
export const geometry: Command = {
  name: 'geometry',
  usage: ['geometry DIR                  the display sets of the images under DIR, as JSON'],
  async run(args) {
    const [folder, ...others] = parseArgs({ args: [...args], allowPositionals: true }).positionals;
    if (folder === undefined || others.length > 0) throw new UsageError('one DIR');
    console.log(JSON.stringify(await describeGeometry(folder), null, 2));
    return 0;
  },
};
