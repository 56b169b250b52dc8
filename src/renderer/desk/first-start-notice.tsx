import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, WarningIcon } from '../ui/components/index.ts';

const storageKey = 'vigie.notice.understood';

/** What this program is not, said at first start until the reader has confirmed it; the status bar goes on saying it. */
export function FirstStartNotice({ demonstration }: { demonstration: boolean }) {
  const { t } = useTranslation('desk');
  const [isUnderstood, setIsUnderstood] = useState(() => localStorage.getItem(storageKey) === 'yes');
  if (isUnderstood) return null;
  return (
    <div className="first-notice" role="note" data-testid="first-start-notice">
      <WarningIcon />
      <span>
        {t('notice.firstStart')} {demonstration && t('notice.demonstration')}
      </span>
      <Button
        onClick={() => {
          localStorage.setItem(storageKey, 'yes');
          setIsUnderstood(true);
        }}
      >
        {t('notice.understood')}
      </Button>
    </div>
  );
}
