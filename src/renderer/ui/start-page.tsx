import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import './theme.css';
import './components.css';
import { createI18n, languageOfPage } from './i18n/index.ts';
import { ApiProvider, connectApi, transportOfPage } from './transport/index.ts';

/** Draws a page: one connection, one translator, one React root. */
export function startPage(Page: () => React.ReactNode): void {
  const root = document.getElementById('root');
  if (!root) throw new Error('the page has no root element');
  const connection = connectApi(transportOfPage(window));
  const i18n = createI18n(languageOfPage(navigator));
  const tellLanguage = (language: string) => {
    document.documentElement.lang = language;
  };
  tellLanguage(i18n.language);
  i18n.on('languageChanged', tellLanguage);
  createRoot(root).render(
    <StrictMode>
      <I18nextProvider i18n={i18n}>
        <ApiProvider connection={connection}>
          <Page />
        </ApiProvider>
      </I18nextProvider>
    </StrictMode>,
  );
}
