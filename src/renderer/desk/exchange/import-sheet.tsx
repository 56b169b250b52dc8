import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Sheet, WarningIcon } from '../../ui/components/index.ts';
import { failureLine, useLanguage } from '../../ui/i18n/index.ts';
import type { Chosen } from './chosen-files.ts';
import { chosenOfPicker } from './chosen-files.ts';
import type { ImportProgress } from './run-import.ts';

interface ImportSheetProps {
  progress: ImportProgress | null;
  onChoose: (chosen: Chosen) => void;
  onCancel: () => void;
  onClose: () => void;
}

/** What to bring in, how far it is, and what was not taken and why. Closing it stops nothing. */
export function ImportSheet({ progress, onChoose, onCancel, onClose }: ImportSheetProps) {
  const { t } = useTranslation('exchange');
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement | null>(null);
  const isRunning = progress?.state === 'running';
  const choose = (input: HTMLInputElement) => {
    const chosen = chosenOfPicker([...(input.files ?? [])]);
    input.value = '';
    if (chosen) onChoose(chosen);
  };
  return (
    <Sheet
      title={t('import.title')}
      onClose={onClose}
      testId="import-sheet"
      footer={
        isRunning ? (
          <Button data-testid="import-cancel" onClick={onCancel}>
            {t('import.cancel')}
          </Button>
        ) : (
          <>
            <Button kind="primary" autoFocus data-testid="import-files" onClick={() => files.current?.click()}>
              {t('import.files')}
            </Button>
            <Button data-testid="import-folder" onClick={() => folder.current?.click()}>
              {t('import.folder')}
            </Button>
          </>
        )
      }
    >
      <input
        ref={files}
        type="file"
        multiple
        hidden
        data-testid="import-files-input"
        onChange={event => choose(event.currentTarget)}
      />
      <input
        ref={element => {
          element?.toggleAttribute('webkitdirectory', true);
          folder.current = element;
        }}
        type="file"
        hidden
        data-testid="import-folder-input"
        onChange={event => choose(event.currentTarget)}
      />
      {progress === null ? (
        <>
          <p className="exchange-drop">{t('import.hint')}</p>
          <p className="weak">{t('import.safe')}</p>
        </>
      ) : (
        <ImportResultView progress={progress} />
      )}
    </Sheet>
  );
}

function ImportResultView({ progress }: { progress: ImportProgress }) {
  const { t } = useTranslation('exchange');
  const { state, source, seen, stored, duplicates, directories, studies, notDicom, refused } = progress;
  const headline = {
    running: t('import.running', { source }),
    done: t('import.done', { source }),
    cancelled: t('import.cancelled'),
  }[state];
  const found = stored + duplicates + refused.length;
  return (
    <div className="exchange-result" data-testid="import-progress" data-state={state} data-stored={stored}>
      <p role="status">
        <strong>{headline}</strong>
      </p>
      {state === 'running' && <progress aria-label={headline} />}
      <p>
        {t('import.stored', { count: stored })}
        {duplicates > 0 && ` · ${t('import.duplicates', { count: duplicates })}`}
        <span className="weak"> · {t('import.seen', { count: seen })}</span>
      </p>
      {studies.length > 0 && <p>{t('import.studies', { count: studies.length })}</p>}
      {state === 'done' && found === 0 && <p>{t(directories > 0 ? 'import.directoryAlone' : 'import.nothing')}</p>}
      {notDicom > 0 && <p className="weak">{t('import.notDicom', { count: notDicom })}</p>}
      {refused.length > 0 && <RefusedFiles refused={refused} />}
    </div>
  );
}

function RefusedFiles({ refused }: Pick<ImportProgress, 'refused'>) {
  const { t } = useTranslation('exchange');
  const language = useLanguage();
  return (
    <section>
      <h3 className="exchange-warning">
        <WarningIcon width={14} height={14} /> {t('import.refused', { count: refused.length })}
      </h3>
      <ul className="exchange-refused" data-testid="import-refused">
        {refused.map(({ name, reason }) => (
          <li key={name}>
            <span className="exchange-name">{name}</span>
            <span className="weak">
              {typeof reason === 'string' ? t(`archive.${reason}`) : failureLine(reason, language)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
