import type { Patient } from '../../contract/index.ts';
import { folded } from './folded.ts';

/** Traits by which a patient is recognised, and the national identity, which decides where a report may go. */
export type IdentityTrait = 'name' | 'birthDate' | 'sex' | 'patientId' | 'ins';

const traits: Readonly<Record<IdentityTrait, (patient: Patient) => string>> = {
  name: ({ familyName, givenName }) =>
    folded(`${familyName} ${givenName}`)
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim(),
  birthDate: ({ birthDate }) => birthDate ?? '',
  sex: ({ sex }) => sex ?? '',
  patientId: ({ patientId }) => patientId,
  ins: ({ ins }) => (ins ? `${ins.matricule} ${ins.oid} ${ins.qualified}` : ''),
};

/**
 * What of an identity is not as it was when a report was bound to it. Name, birth date and sex that one side leaves out
 * agree; how a name is accented or spaced is no change.
 */
export function identityChange(bound: Patient, now: Patient): IdentityTrait[] {
  return (Object.keys(traits) as IdentityTrait[]).filter(trait => {
    const [before, after] = [traits[trait](bound), traits[trait](now)];
    const isTold = trait === 'ins' || trait === 'patientId' || (before !== '' && after !== '');
    return isTold && before !== after;
  });
}
