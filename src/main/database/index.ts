export { changeKey } from './change-key.ts';
export { DatabaseError, type DatabaseFailure, isDamage } from './database-error.ts';
export {
  type Database,
  type DatabaseOptions,
  openDatabase,
  type SqlParameters,
  type SqlValue,
  type Statement,
} from './driver.ts';
export { type Migration, migrate } from './migrations.ts';
