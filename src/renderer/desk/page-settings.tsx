import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Language, Session } from '../../contract/index.ts';
import { Button, MoonIcon } from '../ui/components/index.ts';
import { useApi } from '../ui/transport/index.ts';

const nightKey = 'vigie.night';
const nightLevels = 4;

function storedNight(): number {
  const stored = Number(localStorage.getItem(nightKey));
  return Number.isInteger(stored) && stored >= 0 && stored < nightLevels ? stored : 0;
}

/** Who reads, in which language, how dim: at the end of the identity banner. */
export function PageSettings({ session, onTemplates }: { session: Session; onTemplates: () => void }) {
  const { t, i18n } = useTranslation(['desk', 'common', 'templates']);
  const api = useApi();
  const [night, setNight] = useState(storedNight);

  useEffect(() => {
    if (night === 0) delete document.documentElement.dataset.night;
    else document.documentElement.dataset.night = String(night);
    localStorage.setItem(nightKey, String(night));
  }, [night]);

  const other: Language = i18n.language === 'fr' ? 'en' : 'fr';
  const switchLanguage = () => {
    void i18n.changeLanguage(other);
    // The screen has changed already; the main side only remembers it.
    void api.session.setLanguage({ language: other }).catch(() => {});
  };

  return (
    <>
      {session.demonstration && (
        <span className="demo-mark" title={t('common:demoLong')} data-testid="demo-mark">
          {t('common:demo')}
        </span>
      )}
      <span className="weak">{session.reader.name}</span>
      <Button kind="quiet" data-testid="open-templates" onClick={onTemplates}>
        {t('templates:open')}
      </Button>
      <Button
        kind="quiet"
        icon={<MoonIcon width={14} height={14} />}
        aria-label={t('desk:settings.nightLevel', { level: night })}
        title={t('desk:settings.nightLevel', { level: night })}
        data-testid="night-level"
        onClick={() => setNight((night + 1) % nightLevels)}
      >
        {night}
      </Button>
      <Button
        kind="quiet"
        data-testid="switch-language"
        lang={other}
        title={t('common:language')}
        onClick={switchLanguage}
      >
        {t(other === 'fr' ? 'desk:settings.french' : 'desk:settings.english')}
      </Button>
    </>
  );
}
