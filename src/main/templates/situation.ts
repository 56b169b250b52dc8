import type { Language, Reading } from '../../contract/index.ts';
import { ageAt } from '../../report/content/index.ts';
import type { TemplateSituation } from '../../report/templates/index.ts';

/** What a reading is, as far as templates ask. */
export function templateSituation({ orders, study, patient }: Reading, language: Language): TemplateSituation {
  const present = (values: readonly (string | null | undefined)[]) =>
    values.filter((value): value is string => typeof value === 'string' && value !== '');
  return {
    language,
    procedureCodes: present(orders.map(order => order.procedure.code)),
    names: present([...orders.map(order => order.procedure.text), study?.description]),
    modalities: present([...(study?.modalities ?? []), ...orders.map(order => order.modality)]),
    bodyParts: present([study?.bodyPart, ...orders.map(order => order.bodyPart)]).map(part => part.toUpperCase()),
    sex: patient.sex,
    age: ageAt(patient.birthDate, study?.studyAt ?? orders[0]?.orderedAt ?? null),
  };
}
