import { StudyCacheError } from './cache/index.ts';
import { KeyUnavailableError } from './ports.ts';
import { RecoveryKeyError } from './recovery/index.ts';
import { ReportStoreError } from './reports/index.ts';

/** What a person can do about a program that could not start: one sentence for standard error. `home`: its profile. */
export function startFault(error: unknown, home: string): string {
  if (error instanceof KeyUnavailableError || error instanceof RecoveryKeyError) return error.message;
  const code = codeOf(error);
  if (code !== null) {
    return `the profile ${home} cannot be written (${code}): give this user the right to write there, or give another --home`;
  }
  switch (reasonOf(error)) {
    case 'in-use':
      return `the profile ${home} is in use by a Vigie that is running: end that one first, or give another --home`;
    case 'wrong-key-or-damaged':
      return `the keys do not open the profile ${home}: start with the passphrase or key file that it was made with, or with the site's recovery key (VIGIE_RECOVERY_KEY)`;
    case 'newer':
      return `the profile ${home} was written by a later version of Vigie: start that version`;
    default:
      return `could not start with the profile ${home}: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** What the file system said of a folder in which nothing may be written; null for any other fault. */
function codeOf(error: unknown): string | null {
  const code =
    error instanceof StudyCacheError
      ? error.failure.params.code
      : error instanceof Error && 'code' in error
        ? error.code
        : null;
  return code === 'EACCES' || code === 'EROFS' || code === 'EPERM' ? code : null;
}

function reasonOf(error: unknown): string | number | undefined {
  if (error instanceof StudyCacheError) return error.failure.params.reason;
  return error instanceof ReportStoreError ? error.reason : undefined;
}
