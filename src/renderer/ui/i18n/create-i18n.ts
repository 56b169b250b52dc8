import { createInstance, type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from '../../../contract/index.ts';
import { resources } from './resources.ts';

/** The translator of one page. Its language changes at once with `changeLanguage`. */
export function createI18n(language: Language): i18n {
  const instance = createInstance();
  void instance.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    resources,
    ns: ['common', 'failures', 'desk', 'storage', 'viewer', 'checks', 'exchange', 'templates'],
    defaultNS: 'common',
    initAsync: false,
    // React escapes what it shows.
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  return instance;
}

/** The language the page starts in, before the session says which one the user chose. */
export function languageOfPage(page: Pick<Navigator, 'language'>): Language {
  return page.language.toLowerCase().startsWith('fr') ? 'fr' : 'en';
}
