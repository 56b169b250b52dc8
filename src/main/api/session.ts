import type { Services } from '../services.ts';
import { withoutNotice } from '../session-notices.ts';
import { procedures } from './procedures.ts';

/** The program itself: language, reader, notices, progress at start. */
export function sessionProcedures({ session, startup, ports, contextLaunch }: Services) {
  return {
    get: procedures.session.get.handler(() => session.value),
    watch: procedures.session.watch.handler(({ signal }) => session.watch(signal)),
    dismissNotice: procedures.session.dismissNotice.handler(({ input }) => {
      session.set(withoutNotice(session.value, input.notice));
      return {};
    }),
    setLanguage: procedures.session.setLanguage.handler(({ input }) => {
      ports.preferences.setLanguage(input.language);
      session.set({ ...session.value, language: input.language });
      return session.value;
    }),
    watchLaunches: procedures.session.watchLaunches.handler(({ signal }) => contextLaunch.launches.take(signal)),
    watchStartup: procedures.session.watchStartup.handler(({ signal }) => startup.watch(signal)),
  };
}
