import type { ExaminationFacts, Language } from '../../contract/index.ts';

const space = '\u202f';

/** How the images were made, as their headers say: `Scanner, coupes de 2,5 mm, 120 kV.` */
export function techniqueText(modality: string, facts: ExaminationFacts, language: Language): string | null {
  const isFrench = language === 'fr';
  const { sliceThickness, tubeVoltage } = facts;
  const parts = [
    modality,
    ...(sliceThickness
      ? [`${isFrench ? 'coupes de ' : 'slices of '}${rangeText(sliceThickness, 'mm', language)}`]
      : []),
    ...(tubeVoltage ? [rangeText(tubeVoltage, 'kV', language)] : []),
  ].filter(part => part !== '');
  return parts.length === 0 ? null : `${parts.join(', ')}.`;
}

/** Contrast by the headers of the images; null while they do not say. */
export function contrastText(contrast: ExaminationFacts['contrast'], language: Language): string | null {
  const isFrench = language === 'fr';
  switch (contrast.state) {
    case 'unknown':
      return null;
    case 'none':
      return isFrench ? 'Sans injection de produit de contraste' : 'Without contrast medium';
    case 'given': {
      const volume = contrast.volume === null ? '' : `${numberText(contrast.volume, language)}${space}mL `;
      if (isFrench)
        return `Après injection de ${volume}${volume === '' ? 'produit de contraste' : 'de produit de contraste'} (${contrast.agent})`;
      return `After injection of ${volume}${volume === '' ? 'contrast medium' : 'of contrast medium'} (${contrast.agent})`;
    }
  }
}

/** Dose as French law asks for it (arrêté of 22 September 2006): DLP for CT, dose area product for projection. */
export function doseText(dose: ExaminationFacts['dose'], language: Language): string | null {
  if (dose === null) return null;
  const isFrench = language === 'fr';
  const { ctdiVol, dlp, dap } = dose;
  const parts = [
    ...(dlp === null ? [] : [`${isFrench ? 'PDL' : 'DLP'} ${numberText(dlp, language)}${space}mGy.cm`]),
    ...(ctdiVol.length === 0
      ? []
      : [
          `${isFrench ? 'IDSV' : 'CTDIvol'} ${ctdiVol.map(value => numberText(value, language)).join(' + ')}${space}mGy`,
        ]),
    ...(dap === null ? [] : [`${isFrench ? 'PDS' : 'DAP'} ${numberText(dap, language)}${space}cGy.cm²`]),
  ];
  return parts.length === 0 ? null : parts.join(', ');
}

function rangeText({ least, most }: { least: number; most: number }, unit: string, language: Language): string {
  const numbers = least === most ? [least] : [least, most];
  return `${numbers.map(value => numberText(value, language)).join(language === 'fr' ? ' à ' : ' to ')}${space}${unit}`;
}

/** At most two decimals, no grouping. */
function numberText(value: number, language: Language): string {
  const text = String(Number(value.toFixed(2)));
  return language === 'fr' ? text.replace('.', ',') : text;
}
