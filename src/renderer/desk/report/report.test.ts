import { describe, expect, it } from 'vitest';
import {
  fail,
  type Measurement,
  type Outcome,
  type ReportContent,
  reportContentSchema,
  succeed,
} from '../../../contract/index.ts';
import { exampleOrder, exampleReading, exampleStudy } from '../testing/example-readings.ts';
import { contentFromEditor, contentToEditor, isSameContent } from './content-conversion.ts';
import { DraftSaver, type DraftState } from './draft-saver.ts';
import { compareIdentities } from './identity-comparison.ts';

const measurement: Measurement = {
  id: 'm1',
  kind: 'length',
  calibration: 'patient-plane',
  quantities: [{ quantity: 'length', value: 12.4, unit: 'mm' }],
  image: {
    patientId: 'P1',
    studyUid: '1.2',
    seriesUid: '1.2.3',
    sopInstanceUid: '1.2.3.4',
    frameNumber: 1,
    imageNumber: 45,
    imageCount: 120,
  },
  points: [
    [0, 0, 0],
    [12.4, 0, 0],
  ],
};

const content: ReportContent = {
  language: 'fr',
  title: 'TDM thoracique',
  sections: [
    { kind: 'indication', blocks: [{ type: 'paragraph', content: [{ type: 'text', text: 'Toux.' }] }] },
    { kind: 'technique', blocks: [] },
    { kind: 'comparison', blocks: [] },
    {
      kind: 'findings',
      blocks: [
        {
          type: 'paragraph',
          content: [
            { type: 'text', text: 'Nodule de ' },
            { type: 'measurement', measurement },
            { type: 'text', text: ' stable', bold: true, italic: true },
          ],
        },
        { type: 'paragraph', content: [] },
        { type: 'paragraph', content: [{ type: 'text', text: 'Plèvre libre.' }] },
      ],
    },
    { kind: 'conclusion', blocks: [] },
  ],
};

describe('report and editor', () => {
  it('come back from the editor as they went in', () => {
    const back = contentFromEditor(JSON.parse(JSON.stringify(contentToEditor(content))), content);
    expect(back).toEqual(content);
    expect(reportContentSchema.parse(back)).toEqual(content);
  });

  it('keep fields, copied text and the dose section, and stay without one where there was none', () => {
    const filled: ReportContent = {
      ...content,
      template: { id: 'ct-chest', version: 2 },
      sections: [
        ...content.sections,
        {
          kind: 'dose',
          blocks: [
            {
              type: 'paragraph',
              content: [
                { type: 'text', text: 'PDL ', copiedFrom: '2025-01-31' },
                { type: 'field', field: { kind: 'number', id: 'dlp', label: 'PDL', unit: 'mGy.cm', value: null } },
              ],
            },
          ],
        },
      ],
    };
    const back = contentFromEditor(JSON.parse(JSON.stringify(contentToEditor(filled))), filled);
    expect(back).toEqual(filled);
    expect(reportContentSchema.parse(back)).toEqual(filled);
    expect(contentFromEditor(contentToEditor(content), content).sections).toHaveLength(5);
  });

  it('give every section a paragraph for the caret, in the fixed order', () => {
    const doc = contentToEditor({ ...content, sections: content.sections.toReversed() });
    expect(doc.content?.map(section => section.attrs?.kind)).toEqual([
      'indication',
      'technique',
      'comparison',
      'findings',
      'conclusion',
    ]);
    expect(doc.content?.[1]?.content).toEqual([{ type: 'paragraph' }]);
  });

  it('drop a measurement that is none', () => {
    const doc = {
      type: 'doc',
      content: [
        {
          type: 'section',
          attrs: { kind: 'findings' },
          content: [{ type: 'paragraph', content: [{ type: 'measurement', attrs: { measurement: { id: '' } } }] }],
        },
      ],
    };
    expect(contentFromEditor(doc, content).sections[3]).toEqual({ kind: 'findings', blocks: [] });
  });

  it('are the same with and without the empty paragraph', () => {
    const padded = structuredClone(content);
    padded.sections[1]!.blocks = [{ type: 'paragraph', content: [] }];
    expect(isSameContent(content, padded)).toBe(true);
    padded.sections[1]!.blocks = [{ type: 'paragraph', content: [{ type: 'text', text: 'x' }] }];
    expect(isSameContent(content, padded)).toBe(false);
  });
});

/** Timers that run when the test says so. */
function manualTimers() {
  let now = 0;
  let next: { at: number; run: () => void } | null = null;
  return {
    timers: {
      setTimeout: ((run: () => void, delay: number) => {
        next = { at: now + delay, run };
        return 1;
      }) as unknown as typeof setTimeout,
      clearTimeout: (() => {
        next = null;
      }) as typeof clearTimeout,
    },
    now: () => now,
    async advance(milliseconds: number) {
      for (let step = 0; step < milliseconds; step += 10) {
        now += 10;
        if (next && next.at <= now) {
          const { run } = next;
          next = null;
          run();
          await new Promise(resolve => setImmediate(resolve));
        }
      }
    },
  };
}

describe('the draft saver', () => {
  type Answer = Outcome<{ revision: number; savedAt: string }>;

  function setUp(answers: Answer[] = []) {
    const clock = manualTimers();
    const saves: { at: number; revision: number; title: string }[] = [];
    const states: DraftState['kind'][] = [];
    const saver = new DraftSaver({
      revision: 4,
      savedAt: '2026-11-22T10:00:00Z',
      timers: clock.timers,
      now: clock.now,
      onState: state => states.push(state.kind),
      save: async (revision, saved) => {
        saves.push({ at: clock.now(), revision, title: saved.title });
        return answers.shift() ?? succeed({ revision: revision + 1, savedAt: '2026-11-22T10:00:01Z' });
      },
    });
    const type = (title: string) => saver.changed({ ...content, title });
    return { clock, saves, states, saver, type };
  }

  it('saves within 300 ms of the last keystroke', async () => {
    const { clock, saves, states, type } = setUp();
    type('a');
    await clock.advance(300);
    expect(saves).toEqual([{ at: 250, revision: 4, title: 'a' }]);
    expect(states).toEqual(['pending', 'saving', 'saved']);
  });

  it('saves at least twice a second while typing goes on, each time from the revision before', async () => {
    const { clock, saves, type } = setUp();
    for (let key = 0; key < 20; key++) {
      type(String(key));
      await clock.advance(100);
    }
    const gaps = saves.map(({ at }, index) => at - (saves[index - 1]?.at ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(600);
    expect(saves.map(({ revision }) => revision)).toEqual(saves.map((_, index) => 4 + index));
  });

  it('tries again after a failure and loses nothing', async () => {
    const { clock, saves, saver, type } = setUp([fail('store-unusable')]);
    type('a');
    await clock.advance(300);
    expect(saver.state.kind).toBe('failed');
    await clock.advance(2100);
    expect(saves.map(({ revision, title }) => [revision, title])).toEqual([
      [4, 'a'],
      [4, 'a'],
    ]);
    expect(saver.state.kind).toBe('saved');
  });

  it('stops at a conflict until the reader decides', async () => {
    const { clock, saves, saver, type } = setUp([fail('draft-outdated')]);
    type('mine');
    await clock.advance(300);
    type('mine too');
    await clock.advance(3000);
    expect(saver.state.kind).toBe('conflict');
    expect(saves).toHaveLength(1);
    expect(await saver.flush()).toBe(false);
    saver.resume(9, '2026-11-22T10:00:05Z');
    type('mine too');
    await clock.advance(300);
    expect(saves.at(-1)).toMatchObject({ revision: 9, title: 'mine too' });
  });

  it('flushes what waits before something else is opened', async () => {
    const { saves, saver, type } = setUp();
    type('a');
    expect(await saver.flush()).toBe(true);
    expect(saves).toHaveLength(1);
    expect(saver.revision).toBe(5);
  });
});

describe('identities before signing', () => {
  const reading = exampleReading();
  const subject = {
    readingId: 'R1',
    site: 'north',
    patient: exampleOrder().patient,
    accessions: ['ACC1'],
    orderKeys: ['ORD1'],
    studyUid: '1.2.3',
    studyDescription: 'Chest CT',
    studyAt: null,
    requester: null,
  };

  it('agree when only accents, case and missing traits differ', () => {
    const patient = { ...exampleOrder().patient, familyName: 'LEFEVRE', sex: null };
    const compared = compareIdentities({ ...reading, study: exampleStudy({ patient, accession: null }) }, subject);
    expect(compared.differing).toEqual([]);
    expect(compared.stated.map(({ source }) => source)).toEqual(['order', 'images', 'report']);
  });

  it('differ when the names do, in any script', () => {
    const named = (familyName: string, givenName: string) => ({ ...exampleOrder().patient, familyName, givenName });
    for (const [order, images] of [
      [named('Иванов', 'Пётр'), named('Петров', 'Пётр')],
      [named('山田', '太郎'), named('山本', '太郎')],
      [named('ﾔﾏﾀﾞ', 'ﾀﾛｳ'), named('ﾔﾏﾓﾄ', 'ﾀﾛｳ')],
    ] as const) {
      const study = exampleStudy({ patient: images, accession: null });
      const compared = compareIdentities({ ...reading, study }, { ...subject, patient: order });
      expect(compared.differing).toContain('name');
    }
  });

  it('show every trait that differs', () => {
    const patient = { ...exampleOrder().patient, birthDate: '1979-03-29', patientId: 'P2' };
    const compared = compareIdentities({ ...reading, study: exampleStudy({ patient, accession: 'ACC9' }) }, subject);
    expect(compared.differing).toEqual(['birthDate', 'patientId', 'accession']);
  });
});
