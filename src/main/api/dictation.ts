import { succeed } from '../../contract/index.ts';
import type { Services } from '../services.ts';
import { procedures } from './procedures.ts';

/** Dictation into the draft on screen, and what the reader corrected in it. */
export function dictationProcedures({ dictation, reports }: Services) {
  const { corrections } = dictation;
  return {
    watchEngine: procedures.dictation.watchEngine.handler(({ input: { language }, signal }) =>
      dictation.engine(language).watch(signal),
    ),
    prepare: procedures.dictation.prepare.handler(async ({ input: { language } }) =>
      succeed(await dictation.prepare(language)),
    ),
    begin: procedures.dictation.begin.handler(async ({ input: { reportId, language, mode } }) => {
      const draft = await reports.draft(reportId);
      return draft.ok ? dictation.begin(reportId, language, mode) : draft;
    }),
    pressKey: procedures.dictation.pressKey.handler(({ input: { isDown } }) => {
      dictation.pressKey(isDown);
      return succeed({});
    }),
    watchKey: procedures.dictation.watchKey.handler(({ signal }) => dictation.key.watch(signal)),
    watch: procedures.dictation.watch.handler(({ input: { sessionId }, signal }) =>
      dictation.events(sessionId, signal),
    ),
    end: procedures.dictation.end.handler(({ input: { sessionId } }) => dictation.end(sessionId)),
    recordings: procedures.dictation.recordings.handler(({ input: { reportId } }) => dictation.recordings(reportId)),
    corrections: procedures.dictation.corrections.handler(({ input: { language } }) => corrections.list(language)),
    remember: procedures.dictation.remember.handler(({ input: { language, correction } }) =>
      corrections.remember(language, correction),
    ),
    forget: procedures.dictation.forget.handler(({ input: { language, heard } }) =>
      corrections.forget(language, heard),
    ),
  };
}
