import { parseArgs } from 'node:util';
import type { VoiWindow } from '../../dicom/voi/window.ts';
import { renderFile, writePng } from '../inspection/index.ts';
import { type Command, failureLine, UsageError } from './command.ts';
import { withDecoders } from './decoders.ts';

/** What the viewer shows of one frame, with overlays and shutter, at one pixel for each of the image's. */
export const render: Command = {
  name: 'render',
  usage: [
    'render FILE [--frame N] [--window C,W] [--state PR] --out PNG',
    '                              what the viewer shows at 1:1, overlays and shutter included: with the window C,W',
    '                              (LINEAR), or as the presentation state PR says, or by the image itself',
  ],
  async run(args) {
    const text = { type: 'string' } as const;
    const options = { frame: { ...text, default: '1' }, window: text, state: text, out: text };
    const { values, positionals } = parseArgs({ args: joined(args), options, allowPositionals: true });
    const [file, ...others] = positionals;
    const frame = Number(values.frame);
    const { out } = values;
    if (file === undefined || others.length > 0) throw new UsageError('one FILE');
    if (!Number.isInteger(frame) || frame < 1) throw new UsageError('--frame counts from 1');
    if (out === undefined) throw new UsageError('--out PNG is missing');
    const shown = { window: windowOf(values.window), state: values.state ?? null };
    const outcome = await withDecoders(decode => renderFile(file, frame, shown, decode));
    if (!outcome.ok) {
      const isState = outcome.failure.params.what === 'presentation-state';
      console.error(failureLine(isState ? (values.state ?? file) : file, outcome.failure));
      return 1;
    }
    await writePng(out, outcome.value);
    return 0;
  },
};

/** `--window -600,1500` as one argument: a value that begins with a minus would be taken for an option. */
function joined(args: readonly string[]): string[] {
  const at = args.indexOf('--window');
  const value = args[at + 1];
  return at < 0 || value === undefined ? [...args] : [...args.slice(0, at), `--window=${value}`, ...args.slice(at + 2)];
}

function windowOf(given: string | undefined): VoiWindow | null {
  if (given === undefined) return null;
  const [center, width, ...others] = given.split(',').map(part => (part.trim() === '' ? Number.NaN : Number(part)));
  const usable = Number.isFinite(center) && Number.isFinite(width) && others.length === 0;
  if (!usable || center === undefined || width === undefined || width <= 0) {
    throw new UsageError('--window has a centre and a width above 0');
  }
  // LINEAR cannot be narrower than 1 (PS3.3 C.11.2.1.2.1)
  return { center, width, function: width < 1 ? 'LINEAR_EXACT' : 'LINEAR' };
}
