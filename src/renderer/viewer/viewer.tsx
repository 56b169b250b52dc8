import { useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import type { CurrentCase } from '../../contract/index.ts';
import { onGraphicsLost, startImaging } from '../cornerstone/index.ts';
import { Button, IdentityBanner } from '../ui/components/index.ts';
import { useApi, useConnectionGeneration, useConnectionState, useStream } from '../ui/transport/index.ts';
import { CaseView } from './case/case-view.tsx';
import { useLatestCommand } from './case/use-commands.ts';
import { useChildWindow } from './windows/use-child-window.ts';

const graphics = startImaging();

/** The viewer's page: the current case in one or two diagnostic windows, or what stands in its way. */
export function Viewer() {
  const { t } = useTranslation('viewer');
  const child = useChildWindow();
  const connection = useConnectionState();
  const current = useStream<CurrentCase>((api, options) => api.readingCase.watch(undefined, options));
  const command = useLatestCommand();
  const isLost = useGraphicsLost();
  useLanguageOfSession();
  useEffect(() => {
    document.title = t('windowTitle');
  }, [t]);

  if (!graphics.available) return <Obstacle text={t('noGraphics')} />;
  if (isLost) {
    return (
      <Obstacle text={t('graphicsLost')}>
        <Button kind="primary" onClick={() => window.location.reload()}>
          {t('reload')}
        </Button>
      </Obstacle>
    );
  }
  const reading = current?.reading;
  if (!current || !reading) {
    return (
      <>
        <NoCase number={1} text={connection === 'lost' ? t('connectionLost') : t('noCase')} />
        {child.container && createPortal(<NoCase number={2} text={t('noCase')} />, child.container)}
      </>
    );
  }
  return (
    <>
      {connection === 'lost' && <output className="connection-lost">{t('connectionLost')}</output>}
      <CaseView key={current.epoch} epoch={current.epoch} reading={reading} child={child} command={command} />
    </>
  );
}

function NoCase({ number, text }: { number: 1 | 2; text: string }) {
  return (
    <div className="viewer-window" data-testid="viewer-window" data-window={number}>
      <IdentityBanner reading={null} />
      <main className="panes">
        <div className="pane-notice" role="status">
          {text}
        </div>
      </main>
    </div>
  );
}

function Obstacle({ text, children }: { text: string; children?: React.ReactNode }) {
  return (
    <div className="viewer-window" data-testid="viewer-window" data-window={1}>
      <div className="pane-notice" role="alert">
        <p>{text}</p>
        {children}
      </div>
    </div>
  );
}

function useGraphicsLost(): boolean {
  const [isLost, setLost] = useState(false);
  useEffect(() => onGraphicsLost(() => setLost(true)), []);
  return isLost;
}

/** The language the user chose, asked with every new connection and when the reader comes back from the desk. */
function useLanguageOfSession(): void {
  const api = useApi();
  const generation = useConnectionGeneration();
  const { i18n } = useTranslation();
  useEffect(() => {
    if (generation === 0) return;
    const ask = () =>
      api.session
        .get()
        .then(session => i18n.changeLanguage(session.language))
        // The next connection or focus asks again.
        .catch(() => {});
    void ask();
    window.addEventListener('focus', ask);
    return () => window.removeEventListener('focus', ask);
  }, [api, i18n, generation]);
}
