import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Folder of real sample files: `VIGIE_SAMPLES`, else `../shared/data` where that exists, else null. */
export function samplesFolder(): string | null {
  const named = process.env.VIGIE_SAMPLES;
  if (named) return existsSync(named) ? resolve(named) : null;
  const usual = join(import.meta.dirname, '../../../shared/data');
  return existsSync(usual) ? usual : null;
}
