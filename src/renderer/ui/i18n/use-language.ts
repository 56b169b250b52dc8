import { useTranslation } from 'react-i18next';
import type { Language } from '../../../contract/index.ts';

/** The language of the screen now; the component is drawn again when it changes. */
export function useLanguage(): Language {
  const { i18n } = useTranslation();
  return i18n.language === 'fr' ? 'fr' : 'en';
}
