import { type Command, UsageError } from './command.ts';
import { frames } from './frames.ts';
import { geometry } from './geometry.ts';
import { measure } from './measure.ts';
import { render } from './render.ts';

// `npm run --silent vigie -- …`: what the program makes of DICOM files, without a server or a window.
const commands: readonly Command[] = [frames, geometry, measure, render];

const help = `vigie COMMAND …

${commands.flatMap(({ usage }) => usage.map(line => `  ${line}`)).join('\n')}

Exit codes: 0 done, 1 a file could not be read (one line on standard error says which and why), 2 wrong arguments.
`;

async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined || name === '--help' || args.includes('--help')) {
    process.stdout.write(help);
    return name === undefined ? 2 : 0;
  }
  const command = commands.find(candidate => candidate.name === name);
  try {
    if (command === undefined) throw new UsageError(`${name} is no command`);
    return await command.run(args);
  } catch (error) {
    return complain(error);
  }
}

/** One line, never a stack trace. */
function complain(error: unknown): number {
  const message = error instanceof Error ? error.message : String(error);
  console.error(`vigie: ${message.split('\n')[0]}`);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return error instanceof UsageError || code.startsWith('ERR_PARSE_ARGS') ? 2 : 1;
}

// npm starts scripts in the package's folder; paths are meant from where the user stands
const { npm_lifecycle_event: script, INIT_CWD: start } = process.env;
if (script === 'vigie' && start !== undefined) process.chdir(start);
process.exitCode = await main(process.argv.slice(2));
