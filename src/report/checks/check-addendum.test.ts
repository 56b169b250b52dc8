import { expect, it } from 'vitest';
import { type CheckContext, constantSectionKinds, type Draft, type Paragraph } from '../../contract/index.ts';
import { checkDraft } from './check-addendum.ts';

const context: CheckContext = {
  patient: { patientId: 'P1', issuer: null, familyName: 'DE LA TOUR', givenName: 'Anne', birthDate: null, sex: 'F' },
  procedures: ['IRM du genou droit'],
  studyDate: '2026-11-20',
  priorDates: [],
  contrast: 'none',
  otherPatients: [{ familyName: 'BAKER', givenName: 'Tom' }],
  criticalResultRecorded: false,
};
const words = (...texts: string[]): Paragraph[] =>
  texts.map(text => ({ type: 'paragraph', content: [{ type: 'text', text }] }));
const signed: Partial<Record<string, Paragraph[]>> = {
  findings: words('Prostate normale.', 'Fissure du ménisque médial droit.'),
  conclusion: words('Fissure méniscale droite. Pneumothorax.'),
};
function draft(kind: 'addendum' | 'correction', ...texts: string[]): Pick<Draft, 'amends' | 'content'> {
  return {
    amends: { kind, version: 1 },
    content: {
      language: 'fr',
      title: '',
      sections: constantSectionKinds.map(each => ({ kind: each, blocks: signed[each] ?? [] })),
      addenda: [{ version: 2, blocks: words(...texts) }],
    },
  };
}
const found = (...texts: string[]) =>
  checkDraft(draft('addendum', ...texts), context).map(({ rule, place }) => [rule, place.block, place.from]);

it('says nothing of the signed text, which nobody can change', () => {
  expect(found('Déjà visible en 2023.')).toEqual([]);
  expect(found('')).toEqual([]);
  expect(checkDraft(draft('correction', ''), context).map(({ rule }) => rule)).toEqual(
    expect.arrayContaining(['sex', 'critical-result']),
  );
});

it.each([
  ['sex', 'Utérus absent. Prostate de 40 g.', 15],
  ['laterality-order', 'Contusion du condyle gauche.', 21],
  ['critical-result', 'Embolie pulmonaire.', 0],
])('finds %s in the addendum, at its words', (rule, text, from) => {
  expect(found('Relecture demandée.', text)).toContainEqual([rule, 1, from]);
});

it('holds the side of the addendum against what was described and signed', () => {
  const [finding] = checkDraft(draft('addendum', 'La fissure du ménisque médial gauche est ancienne.'), {
    ...context,
    procedures: [],
  });
  expect(finding).toMatchObject({ rule: 'laterality-sections', place: { block: 0 } });
});

it('finds a length that is ten times a measurement of the addendum', () => {
  const measured = draft('addendum', 'Kyste de 12 cm.');
  measured.content.addenda![0]!.blocks.push({
    type: 'paragraph',
    content: [
      {
        type: 'measurement',
        measurement: {
          id: 'm',
          kind: 'length',
          calibration: 'patient-plane',
          quantities: [{ quantity: 'length', value: 12, unit: 'mm' }],
          image: {
            patientId: 'P1',
            studyUid: '1.2',
            seriesUid: '1.2.3',
            sopInstanceUid: '1.2.3.4',
            frameNumber: 1,
            imageNumber: 1,
            imageCount: 1,
          },
          points: [
            [0, 0, 0],
            [12, 0, 0],
          ],
        },
      },
    ],
  });
  expect(checkDraft(measured, context).map(({ rule }) => rule)).toEqual(['unit-slip']);
});
