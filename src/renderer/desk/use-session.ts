import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Session } from '../../contract/index.ts';
import { useApi, useConnectionGeneration } from '../ui/transport/index.ts';

/** Milliseconds between questions while the program starts: what went wrong then is told as a notice of the session. */
const startingInterval = 2000;

/**
 * What this start of the program is; asked again when the connection comes back and while the program is starting.
 * Sets the language of the screen to the one the reader chose.
 */
export function useSession(isStarting: boolean): Session | null {
  const api = useApi();
  const { i18n } = useTranslation();
  const generation = useConnectionGeneration();
  const [session, setSession] = useState<Session | null>(null);

  useEffect(() => {
    if (generation === 0) return;
    let isCurrent = true;
    const ask = () =>
      api.session.get().then(
        found => {
          if (!isCurrent) return;
          setSession(found);
          if (found.language !== i18n.language) void i18n.changeLanguage(found.language);
        },
        // The connection was lost while asking: the next one asks again.
        () => {},
      );
    void ask();
    const timer = isStarting ? setInterval(ask, startingInterval) : undefined;
    return () => {
      isCurrent = false;
      clearInterval(timer);
    };
  }, [api, generation, i18n, isStarting]);

  return session;
}
