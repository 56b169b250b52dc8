import { expect, test } from 'vitest';
import { type Language, type Reading, reportContentSchema } from '../../contract/index.ts';
import { newDraft } from './new-draft.ts';
import { sampleReading } from './sample.test-data.ts';
import { wellFormedContent } from './well-formed-content.ts';

function texts(reading: Reading, language: Language): Record<string, string[]> {
  const content = reportContentSchema.parse(newDraft(reading, language));
  return Object.fromEntries(
    content.sections.map(({ kind, blocks }) => [
      kind,
      blocks.map(block => block.content.map(inline => (inline.type === 'text' ? inline.text : '?')).join('')),
    ]),
  );
}

test('a French draft is filled from the order, the study and the priors', () => {
  expect(texts(sampleReading(), 'fr')).toEqual({
    indication: ['Toux depuis six semaines.'],
    technique: ['Scanner du 21/11/2026\u00a0: TDM thorax sans injection.'],
    comparison: ['Scanner du 12/03/2025\u00a0: TDM TAP.'],
    findings: [],
    conclusion: [],
  });
});

test('an English draft', () => {
  expect(texts(sampleReading(), 'en')).toMatchObject({
    technique: ['CT of 21 Nov 2026: TDM thorax sans injection.'],
    comparison: ['CT of 12 Mar 2025: TDM TAP.'],
  });
});

test('what is not known is left empty, never claimed', () => {
  const reading = { ...sampleReading(), study: null, priors: [], orders: [] };
  expect(Object.values(texts(reading, 'fr')).flat()).toEqual([]);
});

test('several orders give each indication once, line by line; priors are named newest first, five at most', () => {
  const reading = sampleReading();
  const [order] = reading.orders;
  const [prior] = reading.priors;
  const years = [2019, 2024, 2021, 2020, 2023, 2022];
  const found = texts(
    {
      ...reading,
      orders: [order!, { ...order!, key: 'b' }, { ...order!, key: 'c', indication: 'Toux.\r\n\r\nFièvre\u0007.' }],
      priors: years.map(year => ({ ...prior!, studyAt: `${year}-01-02`, description: '' })),
    },
    'en',
  );
  expect(found.indication).toEqual(['Toux depuis six semaines.', 'Toux.', 'Fièvre.']);
  expect(found.comparison).toEqual([2024, 2023, 2022, 2021, 2020].map(year => `CT of 2 Jan ${year}.`));
});

test('text is made well-formed: whole characters, line feeds, no control characters', () => {
  const content = newDraft(sampleReading(), 'fr');
  content.sections[3]!.blocks = [
    {
      type: 'paragraph',
      content: [
        { type: 'text', text: 'a\ud83db\r\nc\u0000\td' },
        { type: 'text', text: '\u0001' },
      ],
    },
  ];
  expect(wellFormedContent(content).sections[3]!.blocks[0]!.content).toEqual([
    { type: 'text', text: 'a\ufffdb\nc\td' },
  ]);
});
