import { type Failure, fail } from '../../contract/index.ts';
import { DatabaseError } from '../database/index.ts';
import { PackDamagedError } from './pack/pack-reader.ts';

/** Thrown by the operations of the cache that have no `Outcome`. */
export class StudyCacheError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(`${failure.code} ${JSON.stringify(failure.params)}`);
    this.name = 'StudyCacheError';
    this.failure = failure;
  }
}

const fullCodes = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** The failure behind an error of the file system, of SQLite or of a pack. Names no patient, path or UID. */
export function failureOf(error: unknown): Failure {
  if (error instanceof StudyCacheError) return error.failure;
  if (error instanceof PackDamagedError) return fail('cache-damaged', { what: 'instance' }).failure;
  if (error instanceof DatabaseError) return databaseFailure(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (fullCodes.has(code)) return fail('cache-full', { code }).failure;
  if (/^E[A-Z]+$/.test(code)) return fail('store-unusable', { store: 'cache', code }).failure;
  return fail('unexpected', { what: 'cache' }, error instanceof Error ? error.message : undefined).failure;
}

function databaseFailure(error: DatabaseError): Failure {
  const params = { store: 'cache', code: error.code, reason: error.reason };
  switch (error.reason) {
    case 'full':
      return fail('cache-full', { code: error.code }).failure;
    case 'damaged':
      return fail('cache-damaged', { what: 'index' }).failure;
    case 'wrong-key-or-damaged':
      return fail('key-unavailable', params).failure;
    case 'in-use':
    case 'newer':
    case 'unusable':
      return fail('store-unusable', params).failure;
    case 'refused':
    case 'misused':
      return fail('unexpected', params).failure;
  }
}
