export { DatabaseError, type DatabaseFailure } from './database-error.ts';
export {
  type Database,
  type DatabaseOptions,
  type Migration,
  migrate,
  openDatabase,
  type SqlParameters,
  type SqlValue,
  type Statement,
} from './driver.ts';
