import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Reading } from '../../../contract/index.ts';
import { Button } from '../../ui/components/index.ts';
import { type Chosen, chosenOfDrop } from './chosen-files.ts';
import { ExportSheet } from './export-sheet.tsx';
import { ImportSheet } from './import-sheet.tsx';
import { type ImportProgress, runImport } from './run-import.ts';
import './exchange.css';

/** Bringing images in and giving them out: two commands (Ctrl+O, Ctrl+E), and the whole desk takes what is dropped on it. */
export function Exchange({ reading }: { reading: Reading | null }) {
  const { t } = useTranslation('exchange');
  const [sheet, setSheet] = useState<'import' | 'export' | null>(null);
  const [progress, setProgress] = useState<ImportProgress | null>(null);
  const [isOver, setOver] = useState(false);
  const running = useRef<AbortController | null>(null);
  const canExport = reading?.study != null;

  const start = (chosen: Chosen) => {
    if (running.current !== null) return;
    const stop = new AbortController();
    running.current = stop;
    void runImport(chosen, stop.signal, setProgress).finally(() => {
      running.current = null;
    });
  };
  const latestStart = useRef(start);
  latestStart.current = start;

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      const key = event.key.toLowerCase();
      if (key !== 'o' && key !== 'e') return;
      event.preventDefault();
      if (key === 'o') setSheet('import');
      else if (canExport) setSheet('export');
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [canExport]);

  useEffect(() => {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    // Unless it is taken here, the browser would leave the desk for the dropped file.
    const onDragOver = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const onDragLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent) => {
      if (!hasFiles(event) || event.dataTransfer === null) return;
      event.preventDefault();
      event.stopPropagation();
      setOver(false);
      setSheet('import');
      const chosen = chosenOfDrop(event.dataTransfer);
      if (chosen !== null) latestStart.current(chosen);
    };
    // Before the report's editor, which would take a dropped file for an image.
    window.addEventListener('dragover', onDragOver, true);
    window.addEventListener('dragleave', onDragLeave);
    window.addEventListener('drop', onDrop, true);
    return () => {
      window.removeEventListener('dragover', onDragOver, true);
      window.removeEventListener('dragleave', onDragLeave);
      window.removeEventListener('drop', onDrop, true);
    };
  }, []);

  return (
    <>
      <Button kind="quiet" data-testid="open-import" title={t('import.openTitle')} onClick={() => setSheet('import')}>
        {t('import.open')}
      </Button>
      <Button
        kind="quiet"
        data-testid="open-export"
        title={canExport ? t('export.openTitle') : t('export.noCase')}
        disabled={!canExport}
        onClick={() => setSheet('export')}
      >
        {t('export.open')}
      </Button>
      {isOver && <div className="exchange-over">{t('import.drop')}</div>}
      {sheet === 'import' && (
        <ImportSheet
          progress={progress}
          onChoose={start}
          onCancel={() => running.current?.abort()}
          onClose={() => {
            setSheet(null);
            if (running.current === null) setProgress(null);
          }}
        />
      )}
      {sheet === 'export' && reading && <ExportSheet reading={reading} onClose={() => setSheet(null)} />}
    </>
  );
}
