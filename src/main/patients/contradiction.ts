import type { NationalIdentity, Patient } from '../../contract/index.ts';
import { joiningIns } from './ins.ts';

/** What keeps two records from being one person's. */
export type Contradiction = 'birth-date-differs' | 'sex-differs' | 'ins-differs' | 'identity-changed';

/** What two records of one person cannot differ in; what one of them does not state contradicts nothing. */
export function contradictionOf(a: Patient, b: Patient): Contradiction | null {
  if (a.birthDate !== null && b.birthDate !== null && a.birthDate !== b.birthDate) return 'birth-date-differs';
  if (isSexKnown(a) && isSexKnown(b) && a.sex !== b.sex) return 'sex-differs';
  return haveOtherIns(a.ins, b.ins) ? 'ins-differs' : null;
}

/** Two qualified identities of one authority; a NIA may be followed by a NIR, so that two authorities say nothing. */
export function haveOtherIns(a: NationalIdentity | undefined, b: NationalIdentity | undefined): boolean {
  const [keyOfA, keyOfB] = [joiningIns(a), joiningIns(b)];
  return keyOfA !== null && keyOfB !== null && a?.oid === b?.oid && keyOfA !== keyOfB;
}

/**
 * Whether a record is not any more what a reader saw when he linked it: what it states of birth date, sex, or of either
 * name is something else. A name that was shortened or lengthened, or is written without accents, is the same.
 */
export function hasChanged(seen: Patient, now: Patient): boolean {
  if (contradictionOf(seen, now) !== null) return true;
  return !isSameName(seen.familyName, now.familyName) || !isSameName(seen.givenName, now.givenName);
}

function isSexKnown({ sex }: Patient): boolean {
  return sex === 'M' || sex === 'F';
}

function isSameName(a: string, b: string): boolean {
  const [lettersOfA, lettersOfB] = [lettersOf(a), lettersOf(b)];
  return lettersOfA.startsWith(lettersOfB) || lettersOfB.startsWith(lettersOfA);
}

function lettersOf(name: string): string {
  return name
    .normalize('NFD')
    .replaceAll(/[^\p{Letter}]/gu, '')
    .toLowerCase();
}
