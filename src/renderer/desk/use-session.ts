import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Session } from '../../contract/index.ts';
import { useStream } from '../ui/transport/index.ts';

/**
 * What this start of the program is, with the notices of what went wrong since; null before the first answer.
 * Sets the language of the screen to the one the reader chose.
 */
export function useSession(): Session | null {
  const { i18n } = useTranslation();
  const session = useStream((api, options) => api.session.watch(undefined, options));
  const language = session?.language;

  useEffect(() => {
    if (language && language !== i18n.language) void i18n.changeLanguage(language);
  }, [language, i18n]);

  return session ?? null;
}
