import type { Patient } from '../../../contract/index.ts';
import { foldText } from '../../ui/format/index.ts';

/** What a reader compares before two records are said to be one person's. */
export type PersonTrait = 'name' | 'birthDate' | 'sex' | 'ins';

const stated: Record<PersonTrait, (patient: Patient) => string> = {
  name: patient =>
    foldText(`${patient.familyName} ${patient.givenName}`)
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim(),
  birthDate: ({ birthDate }) => birthDate ?? '',
  sex: ({ sex }) => sex ?? '',
  ins: ({ ins }) => (ins ? `${ins.oid} ${ins.matricule}` : ''),
};

/** The traits but INS that one of the records leaves out: they say nothing for its being the same person. */
export function unstatedTraits(a: Patient, b: Patient): readonly PersonTrait[] {
  return (['name', 'birthDate', 'sex'] as const).filter(trait => stated[trait](a) === '' || stated[trait](b) === '');
}

/** The traits that both records state, and state differently; capitals, accents and hyphens are no difference. */
export function differingTraits(a: Patient, b: Patient): readonly PersonTrait[] {
  return (Object.keys(stated) as PersonTrait[]).filter(trait => {
    const [ofA, ofB] = [stated[trait](a), stated[trait](b)];
    return ofA !== '' && ofB !== '' && ofA !== ofB;
  });
}
