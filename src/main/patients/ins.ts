import type { NationalIdentity } from '../../contract/index.ts';

/** Statuses beside `VALI` that do not weaken it (HL7 table 0445 as the French annex of IHE PAM extends it). */
const harmlessStatuses: ReadonlySet<string> = new Set(['VALI', 'QUAL', 'IDVER', 'RECD', 'IDRA', 'USED']);

/** NIR and NIA: 13 characters, of which the department of birth in Corsica is 2A or 2B, and two digits of check. */
const matriculePattern = /^\d{6}[\dAB]\d{6}(\d{2})$/;

/**
 * What a national identity is compared by, or null where it joins nothing: it must be qualified without any doubt stated
 * beside, and its matricule must be whole, with the check digits that its authority gave it (97 less the first 13 digits
 * modulo 97). That keeps placeholders out: a number that is none would make one patient of all who carry it.
 */
export function joiningIns(ins: NationalIdentity | undefined): string | null {
  if (ins === undefined || !ins.qualified) return null;
  const statuses = ins.status.split(/\s+/).filter(status => status !== '');
  if (!statuses.every(status => harmlessStatuses.has(status))) return null;
  const matricule = ins.matricule.replaceAll(/\s/g, '').toUpperCase();
  const check = matriculePattern.exec(matricule)?.[1];
  if (check === undefined || Number(check) !== checkOf(matricule.slice(0, 13))) return null;
  return `${ins.oid}|${matricule}`;
}

/** Corsica's letters count as 19 and 18 (INSEE). */
function checkOf(digits: string): number {
  return 97 - (Number(digits.replace('2A', '19').replace('2B', '18')) % 97);
}
