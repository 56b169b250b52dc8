import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Session } from '../../contract/index.ts';
import { useApi, useConnectionGeneration } from '../ui/transport/index.ts';

/** What this start of the program is; asked again when the connection comes back. Sets the language of the screen. */
export function useSession(): Session | null {
  const api = useApi();
  const { i18n } = useTranslation();
  const generation = useConnectionGeneration();
  const [session, setSession] = useState<Session | null>(null);

  useEffect(() => {
    if (generation === 0) return;
    let isCurrent = true;
    api.session.get().then(
      found => {
        if (!isCurrent) return;
        setSession(found);
        void i18n.changeLanguage(found.language);
      },
      // The connection was lost while asking: the next one asks again.
      () => {},
    );
    return () => {
      isCurrent = false;
    };
  }, [api, generation, i18n]);

  return session;
}
