import type { Failure } from '../../contract/index.ts';

/** One command of the command line. */
export interface Command {
  readonly name: string;
  /** Lines of the help text, without indent. */
  readonly usage: readonly string[];
  /** Does the work and gives the exit code: 0 done, 1 something could not be read. Throws `UsageError`. */
  run(args: readonly string[]): Promise<number>;
}

/** The arguments make no sense; exit code 2. */
export class UsageError extends Error {}

const words: Readonly<Record<string, string>> = {
  video: 'a video, whose frames depend on each other: not shown',
  'referenced-pixel-data': 'the pixels are on a server and not in the file',
  'multi-component': 'JPEG 2000 part 2 is not decoded',
  unknown: 'no decoder for this transfer syntax',
};

/** `FILE: (7FE0,0010) codestream truncated`. */
export function failureLine(file: string, { code, params }: Failure): string {
  const { tag = '(0000,0000)', reason = code, uid } = params;
  const text = words[String(reason)] ?? String(reason).replaceAll('-', ' ');
  return oneLine(`${file}: ${tag} ${text}${uid === undefined ? '' : ` (${uid})`}`);
}

/** File names may hold line breaks. */
function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, ' ');
}
