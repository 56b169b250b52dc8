import type { Language, SectionKind } from '../../../contract/index.ts';

/** Headings in the language of the report, which is not that of the screen. */
const titles: Record<Language, Record<SectionKind, string>> = {
  fr: {
    indication: 'Indication',
    technique: 'Technique',
    comparison: 'Comparaison',
    findings: 'Résultats',
    conclusion: 'Conclusion',
    dose: 'Dose',
  },
  en: {
    indication: 'Indication',
    technique: 'Technique',
    comparison: 'Comparison',
    findings: 'Findings',
    conclusion: 'Conclusion',
    dose: 'Dose',
  },
};

export function sectionTitle(kind: SectionKind, language: Language): string {
  return titles[language][kind];
}
