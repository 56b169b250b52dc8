import { type Language, type ReportTemplate, type TemplateCatalogue, templateLevels } from '../../contract/index.ts';
import { folded } from '../text/index.ts';

/** What an examination is, as far as a template asks. */
export interface TemplateSituation {
  readonly language: Language;
  readonly procedureCodes: readonly string[];
  /** Names of the examination: as ordered, as made. */
  readonly names: readonly string[];
  readonly modalities: readonly string[];
  readonly bodyParts: readonly string[];
  readonly sex: 'M' | 'F' | 'O' | null;
  /** Years. */
  readonly age: number | null;
}

/** What each criterion is worth. A procedure code says all by itself; then the region, its name, the modality. */
const worth = { procedureCode: 1000, bodyPart: 40, word: 30, modality: 20, sex: 4, age: 4 } as const;

/**
 * The template for an examination, or null where none fits. A criterion that a template states must hold, but one of
 * procedure code, body part and name is enough. The highest score wins, then the user's before the site's before the
 * shipped one, then the id.
 */
export function chooseTemplate(
  templates: TemplateCatalogue['templates'],
  situation: TemplateSituation,
): ReportTemplate | null {
  const scored = templates
    .map(({ level, template }) => ({ level, template, score: scoreOf(template, situation) }))
    .filter(({ score }) => score > 0)
    .sort(
      (one, other) =>
        other.score - one.score ||
        templateLevels.indexOf(other.level) - templateLevels.indexOf(one.level) ||
        one.template.id.localeCompare(other.template.id),
    );
  return scored[0]?.template ?? null;
}

/** 0 where it does not fit. */
export function scoreOf({ language, match }: ReportTemplate, situation: TemplateSituation): number {
  if (language !== situation.language) return 0;
  const { procedureCodes = [], modalities = [], bodyParts = [], words = [], sex, age } = match;
  if (sex !== undefined && sex !== situation.sex) return 0;
  if (age !== undefined && !isWithin(situation.age, age)) return 0;
  const personal = (sex === undefined ? 0 : worth.sex) + (age === undefined ? 0 : worth.age);
  if (procedureCodes.some(code => situation.procedureCodes.includes(code))) return worth.procedureCode + personal;
  const hasModality = modalities.some(modality => situation.modalities.includes(modality));
  if (modalities.length > 0 && !hasModality) return 0;
  const names = situation.names.map(name => ` ${folded(name)}`);
  // A longer word says more: "thoraco-abdominal" before "abdominal".
  const longest = Math.max(
    0,
    ...words.filter(word => names.some(name => name.includes(` ${folded(word)}`))).map(word => word.length),
  );
  const hasPart = bodyParts.some(part => situation.bodyParts.includes(part.toUpperCase()));
  if (longest === 0 && !hasPart) return 0;
  return (
    (longest > 0 ? worth.word + longest : 0) +
    (hasPart ? worth.bodyPart : 0) +
    (hasModality ? worth.modality : 0) +
    personal
  );
}

function isWithin(
  years: number | null,
  { from = 0, to = Number.POSITIVE_INFINITY }: { from?: number | undefined; to?: number | undefined },
): boolean {
  return years !== null && years >= from && years <= to;
}
