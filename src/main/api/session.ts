import type { Services } from '../services.ts';
import { procedures } from './procedures.ts';

/** The program itself: language, reader, notices, progress at start. */
export function sessionProcedures({ session, startup, ports }: Services) {
  return {
    get: procedures.session.get.handler(() => session.value),
    setLanguage: procedures.session.setLanguage.handler(({ input }) => {
      ports.preferences.setLanguage(input.language);
      session.set({ ...session.value, language: input.language });
      return session.value;
    }),
    watchStartup: procedures.session.watchStartup.handler(({ signal }) => startup.watch(signal)),
  };
}
