import { setTimeout as delay } from 'node:timers/promises';
import { succeed } from '../../src/contract/index.ts';
import { StateChannel } from '../../src/main/channel.ts';
import type { AsrProvider } from '../../src/main/dictation/asr-provider.ts';
import { DictationService } from '../../src/main/dictation/index.ts';
import { createReportService } from '../../src/main/reports/index.ts';
import { reader, sampleReading } from '../../src/main/reports/sample.test-data.ts';
import { DraftSaver } from '../../src/renderer/desk/report/draft-saver.ts';
import { dictatedText, placedText } from '../../src/report/dictation/index.ts';

/**
 * Dictates into a draft until it is killed, as the desk does: audio in, utterances out, text into the findings, the draft
 * saved by the desk's own saver. Writes a line for every utterance that is in the text: its number and the time. The words
 * are those of a recogniser that a test plays; cutting, recording, text stage and saving are the program's own.
 */
const [folder, keyHex] = process.argv.slice(2);
if (!folder || !keyHex) throw new Error('folder and key are needed');
const key = Buffer.from(keyHex, 'hex');
const log = { info() {}, warn() {} };

let spoken = 0;
const recogniser: AsrProvider = {
  state: new StateChannel({ kind: 'ready' as const }),
  prepare: async () => ({ kind: 'ready' }),
  recognise: async (_samples, kind) => {
    if (kind === 'interim') return succeed('so far');
    spoken += 1;
    return succeed(`Utterance number ${1000 + spoken} period`);
  },
  stop: async () => {},
};

const reports = await createReportService({
  folder: `${folder}/reports`,
  key,
  clock: Date,
  log,
  reader,
  channels: () => [],
});
const opened = await reports.open(sampleReading(1), 'en');
const draft = opened.ok ? opened.value.draft : null;
if (!draft) throw new Error('no draft');
const saver = new DraftSaver({
  revision: draft.revision,
  savedAt: draft.savedAt,
  save: (revision, content) => reports.saveDraft(draft.reportId, revision, content),
  onState: () => {},
});

const dictation = new DictationService(
  {
    folder: `${folder}/dictation`,
    lexicon: folder,
    models: {},
    environment: {},
    stationKey: key,
    processes: { spawn: () => process.exit(9) },
    log,
  },
  { fr: recogniser, en: recogniser },
);
const begun = await dictation.begin(draft.reportId, 'en', 'open');
if (!begun.ok) throw new Error(begun.failure.code);
const { sessionId } = begun.value;

void (async () => {
  let text = '';
  for await (const event of dictation.events(sessionId)) {
    if (event.kind !== 'final') continue;
    text += placedText(dictatedText(event.text, { language: 'en' }), { before: text, behind: '' }).text;
    const sections = draft.content.sections.map(section =>
      section.kind === 'findings'
        ? { ...section, blocks: [{ type: 'paragraph' as const, content: [{ type: 'text' as const, text }] }] }
        : section,
    );
    saver.changed({ ...draft.content, sections });
    process.stdout.write(`${/(\d+) period$/.exec(event.text)?.[1]} ${Date.now()}\n`);
  }
})();

// Half a second of voice, 0.8 s of room: several utterances a second of the clock.
const voice = Int16Array.from({ length: 8000 }, (_, index) => 6000 * Math.sin(index / 8) * (1 + Math.sin(index / 600)));
const room = new Int16Array(12_800);
for (let at = 0; ; ) {
  for (const piece of [voice, room]) {
    await dictation.take(sessionId, at, piece);
    at += piece.length;
    await delay(40);
  }
}
