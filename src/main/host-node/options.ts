import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { fail, type Language, languageSchema, type Outcome, succeed } from '../../contract/index.ts';

export interface Options {
  readonly home: string;
  readonly config: string | null;
  readonly language: Language | null;
  readonly showWindow: boolean;
}

/** The command line of host-node (README "Flags"). Fails with `input-invalid`, the reason naming the flag. */
export function parseOptions(args: readonly string[]): Outcome<Options> {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        home: { type: 'string' },
        config: { type: 'string' },
        lang: { type: 'string' },
        'no-window': { type: 'boolean', default: false },
      },
    });
    const language = languageSchema.nullable().safeParse(values.lang ?? null);
    if (!language.success) return fail('input-invalid', { reason: `--lang ${values.lang}: only fr and en are spoken` });
    return succeed({
      home: resolve(values.home ?? defaultHome()),
      config: values.config === undefined ? null : resolve(values.config),
      language: language.data,
      showWindow: !values['no-window'],
    });
  } catch (error) {
    return fail('input-invalid', { reason: (error as Error).message });
  }
}

function defaultHome(): string {
  return join(process.env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'vigie');
}
