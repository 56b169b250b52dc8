import { succeed } from '../../contract/index.ts';
import type { Services } from '../services.ts';
import { procedures } from './procedures.ts';

/** Spelling by local dictionaries. */
export function spellingProcedures({ spelling }: Services) {
  return {
    unknown: procedures.spelling.unknown.handler(({ input }) => spelling.unknown(input.language, input.words)),
    suggest: procedures.spelling.suggest.handler(({ input }) => spelling.suggest(input.language, input.word)),
    learn: procedures.spelling.learn.handler(async ({ input }) => {
      const learnt = await spelling.learn(input.language, input.word);
      return learnt.ok ? succeed({}) : learnt;
    }),
  };
}
