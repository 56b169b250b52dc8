import { describe, expect, test } from 'vitest';
import { dictatedText, lexiconOf } from './index.ts';

/** `_` stands for the narrow no-break space before a unit, `~` for the no-break space before a French mark. */
const plain = (text: string) => text.replace(/\u202f/g, '_').replace(/\u00a0/g, '~');

const french: readonly (readonly [string, string])[] = [
  // marks
  ['pas d’épanchement pleural point', 'pas d’épanchement pleural.'],
  ['foie normal virgule rate normale point pas de lésion', 'foie normal, rate normale. Pas de lésion'],
  ['Foie normal, virgule, rate normale. Point.', 'Foie normal, rate normale.'],
  ['conclusion deux points pas d’anomalie', 'conclusion~: pas d’anomalie'],
  ['nodule ouvrez la parenthèse six millimètres fermez la parenthèse stable', 'nodule (6_mm) stable'],
  ['foie normal point à la ligne rate normale', 'foie normal.\nRate normale'],
  ['foie normal nouveau paragraphe rate normale', 'foie normal\nRate normale'],
  ['lésion suspecte point d’interrogation', 'lésion suspecte~?'],
  // the same words as report text
  ['au point de fracture', 'au point de fracture'],
  ['le point d’appel clinique', 'le point d’appel clinique'],
  ['deux points de fixation', 'deux points de fixation'],
  ['par rapport à la ligne médiane', 'par rapport à la ligne médiane'],
  ['déviation à la ligne blanche', 'déviation à la ligne blanche'],
  // numbers and units
  ['nodule de douze millimètres', 'nodule de 12_mm'],
  ['nodule de six virgule cinq millimètres', 'nodule de 6,5_mm'],
  ['nodule de zéro virgule zéro cinq centimètre', 'nodule de 0,05_cm'],
  ['masse de deux par trois centimètres', 'masse de 2 x 3_cm'],
  ['masse de vingt-deux sur trente et un sur quarante millimètres', 'masse de 22 x 31 x 40_mm'],
  ['deux centimètres et demi de diamètre', '2,5_cm de diamètre'],
  ['soixante et onze millimètres', '71_mm'],
  ['quatre-vingt-dix-sept millimètres', '97_mm'],
  ['quatre vingts millimètres', '80_mm'],
  ['cent vingt kilovolts', '120_kV'],
  ['deux cent trente-cinq milligrays centimètre', '235_mGy·cm'],
  ['moins dix unités Hounsfield', '-10_UH'],
  ['sténose de soixante-dix pour cent', 'sténose de 70_%'],
  ['angle de quinze degrés', 'angle de 15°'],
  ['contrôle à six mois', 'contrôle à 6 mois'],
  ['entre deux et trois millimètres', 'entre 2 et 3_mm'],
  ['deux à trois millimètres', '2 à 3_mm'],
  ['un nodule et deux kystes', 'un nodule et deux kystes'],
  ['un nodule d’un millimètre', 'un nodule d’un millimètre'],
  ['dans les segments deux', 'dans les segments deux'],
  ['nodule du segment quatre', 'nodule du segment 4'],
  ['segment deux point cinq nodules', 'segment 2. Cinq nodules'],
  ['nodule de 12.5 mm', 'nodule de 12,5_mm'],
  // dates
  ['scanner du douze mars deux mille vingt-six', 'scanner du 12/03/2026'],
  ['depuis le premier janvier deux mille vingt', 'depuis le 01/01/2020'],
  ['le trente et un février deux mille vingt-six', 'le 31 février 2026'],
  ['en mars deux mille vingt', 'en mars 2020'],
  // levels
  ['hernie L quatre L cinq', 'hernie L4-L5'],
  ['hernie elle cinq S un', 'hernie L5-S1'],
  ['de L4, L5 et S1', 'de L4, L5 et S1'],
  ['tassement de D douze', 'tassement de D12'],
  ['D douze L un', 'D12-L1'],
  ['C cinq C six', 'C5-C6'],
  ['entre L1 et L3', 'entre L1 et L3'],
  ['L deux L quatre', 'L2 L4'],
];

const english: readonly (readonly [string, string])[] = [
  ['the lungs are clear period no effusion', 'the lungs are clear. No effusion'],
  ['The lungs are clear, comma, no effusion, period.', 'The lungs are clear, no effusion.'],
  ['impression colon normal', 'impression: normal'],
  ['no effusion new paragraph the heart is normal', 'no effusion\nThe heart is normal'],
  ['open parenthesis six millimeters close parenthesis', '(6_mm)'],
  // the same words as report text
  ['the colon is normal', 'the colon is normal'],
  ['ascending colon', 'ascending colon'],
  ['over a period of six months', 'over a period of 6 months'],
  ['in the follow-up period', 'in the follow-up period'],
  ['a new line is seen', 'a new line is seen'],
  // numbers and units
  ['There is a six millimeter nodule in the right upper lobe,', 'There is a 6_mm nodule in the right upper lobe'],
  ['twelve point five millimeters', '12.5_mm'],
  ['one point two five centimeters', '1.25_cm'],
  ['zero point oh five centimeters', '0.05_cm'],
  ['two by three by four centimeters', '2 x 3 x 4_cm'],
  ['two and a half centimeters', '2.5_cm'],
  ['two to three millimeters', '2 to 3_mm'],
  ['two centimeters by three centimeters', '2_cm x 3_cm'],
  ['one hundred and twenty hounsfield units', '120_HU'],
  ['minus one hundred hounsfield units', '-100_HU'],
  ['seventy percent stenosis', '70% stenosis'],
  ['seventy per cent stenosis', '70% stenosis'],
  ['one of two nodules', 'one of two nodules'],
  ['no one second opinion', 'no one second opinion'],
  ['grade two', 'grade 2'],
  ['in six months', 'in 6 months'],
  ['twenty-four nodules', '24 nodules'],
  ['three thousand two hundred milliliters', '3200_mL'],
  ['12.5 mm', '12.5_mm'],
  ['two, three millimeters', 'two, 3_mm'],
  // dates
  ['CT of March twelfth twenty twenty-six', 'CT of 12 Mar 2026'],
  ['CT of March 12, 2026', 'CT of 12 Mar 2026'],
  ['the twelfth of March two thousand twenty-six', 'the 12 Mar 2026'],
  ['May be seen', 'May be seen'],
  ['February thirtieth twenty twenty-six', 'February thirtieth 20 26'],
  // levels
  ['at the level of L four L five', 'at the level of L4-L5'],
  ['at L four five', 'at L4-L5'],
  ['L five S one', 'L5-S1'],
  ['T twelve compression', 'T12 compression'],
  ['L4, L5 and S1', 'L4, L5 and S1'],
  ['T two weighted', 'T2 weighted'],
  ['C seven T one', 'C7-T1'],
];

describe('an utterance as report text', () => {
  test.each(french)('fr: %s', (said, written) => {
    expect(plain(dictatedText(said, { language: 'fr' }))).toBe(written);
  });
  test.each(english)('en: %s', (said, written) => {
    expect(plain(dictatedText(said, { language: 'en' }))).toBe(written);
  });

  test('an empty utterance is no text', () => {
    expect(dictatedText('  ', { language: 'en' })).toBe('');
  });
});

describe('the reader’s lexicon', () => {
  const lexicon = lexiconOf([
    { heard: 'plural', meant: 'pleural' },
    { heard: 'high bronx roses', meant: 'hydronephrosis' },
    { heard: 'high bronx', meant: 'never' },
    { heard: 'crone', meant: 'Crohn' },
  ]);
  test.each([
    ['No plural effusion.', 'No pleural effusion.'],
    ['Plural effusion', 'Pleural effusion'],
    ['No high bronx roses or calculus', 'No hydronephrosis or calculus'],
    ['crone disease', 'Crohn disease'],
    ['the plurality of', 'the plurality of'],
  ])('%s', (said, written) => {
    expect(dictatedText(said, { language: 'en', lexicon })).toBe(written);
  });
});
