import { type RefObject, useCallback, useState } from 'react';
import type { Failure } from '../../../contract/index.ts';
import { type ApiClient, outcomeOf, useApi } from '../../ui/transport/index.ts';
import type { ReportEditorHandle } from '../report/report-editor.tsx';

export interface OpenCase {
  readonly failure: Failure | null;
  /** The reading that is being opened now. */
  readonly opening: string | null;
  open(readingId: string): Promise<void>;
  openViewer(): Promise<void>;
  park(): Promise<void>;
  dismiss(): void;
}

/** The viewer's window: opened by the shell, or by this page while the key or click that asked for it still counts. */
async function openViewerWindow(api: ApiClient): Promise<Failure | null> {
  const outcome = await outcomeOf(api.viewer.openWindow());
  if (!outcome.ok) return outcome.failure;
  if (outcome.value.kind === 'open-url') window.open(outcome.value.url, 'vigie-viewer', 'noopener');
  return null;
}

/** Opens and leaves cases. The text of the open case is saved first; while it cannot be, the case stays open. */
export function useOpenCase(editorRef: RefObject<ReportEditorHandle | null>, openReadingId: string | null): OpenCase {
  const api = useApi();
  const [failure, setFailure] = useState<Failure | null>(null);
  const [opening, setOpening] = useState<string | null>(null);

  const saveText = useCallback(async (): Promise<boolean> => {
    const isSaved = (await editorRef.current?.flush()) ?? true;
    if (!isSaved) setFailure({ code: 'store-unusable', params: {} });
    return isSaved;
  }, [editorRef]);

  const open = useCallback(
    async (readingId: string) => {
      setOpening(readingId);
      setFailure(null);
      try {
        if (readingId !== openReadingId && !(await saveText())) return;
        const outcome = await outcomeOf(api.worklist.open({ readingId }));
        if (!outcome.ok) {
          setFailure(outcome.failure);
          return;
        }
        if (outcome.value.reading?.study) setFailure(await openViewerWindow(api));
      } finally {
        setOpening(null);
      }
    },
    [api, openReadingId, saveText],
  );

  const openViewer = useCallback(async () => setFailure(await openViewerWindow(api)), [api]);

  const park = useCallback(async () => {
    if (!(await saveText())) return;
    const outcome = await outcomeOf(api.worklist.park());
    setFailure(outcome.ok ? null : outcome.failure);
  }, [api, saveText]);

  const dismiss = useCallback(() => setFailure(null), []);
  return { failure, opening, open, openViewer, park, dismiss };
}
