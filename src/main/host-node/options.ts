import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { fail, type Language, languageSchema, type Outcome, succeed } from '../../contract/index.ts';

export interface Options {
  readonly home: string;
  readonly config: string | null;
  readonly language: Language | null;
  readonly showWindow: boolean;
  /** What is to be opened at once, as it was asked for. */
  readonly launch: readonly string[];
}

/** The command line of host-node (README "Flags"). Fails with `input-invalid`, the reason naming the flag. */
export function parseOptions(args: readonly string[]): Outcome<Options> {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: {
        home: { type: 'string' },
        config: { type: 'string' },
        lang: { type: 'string' },
        'no-window': { type: 'boolean', default: false },
        accession: { type: 'string' },
        study: { type: 'string' },
        site: { type: 'string' },
      },
      allowPositionals: true,
    });
    const [link, ...others] = positionals;
    const unknown = others[0] ?? (link?.startsWith('vigie:') === false ? link : undefined);
    if (unknown !== undefined) return fail('input-invalid', { reason: `${unknown}: no flag and no vigie:// link` });
    const language = languageSchema.nullable().safeParse(values.lang ?? null);
    if (!language.success) return fail('input-invalid', { reason: `--lang ${values.lang}: only fr and en are spoken` });
    return succeed({
      home: resolve(values.home ?? defaultHome()),
      config: values.config === undefined ? null : resolve(values.config),
      language: language.data,
      showWindow: !values['no-window'],
      launch: [...launchFlags(values), ...positionals],
    });
  } catch (error) {
    return fail('input-invalid', { reason: (error as Error).message });
  }
}

function launchFlags(values: { accession?: string; study?: string; site?: string }): string[] {
  const { accession, study, site } = values;
  return Object.entries({ accession, study, site }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}=${value}`],
  );
}

function defaultHome(): string {
  return join(process.env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'vigie');
}
