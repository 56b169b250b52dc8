import { useEffect, useState } from 'react';
import type { Draft } from '../../../contract/index.ts';
import { outcomeOf, useApi } from '../../ui/transport/index.ts';
import { DraftSaver, type DraftState } from './draft-saver.ts';

/** Saves an open draft as it is typed, at once when the window loses the focus, and before it is closed. */
export function useDraftSaver(draft: Draft): { readonly saver: DraftSaver; readonly state: DraftState } {
  const api = useApi();
  const [state, setState] = useState<DraftState>({ kind: 'saved', at: draft.savedAt });
  const [saver] = useState(
    () =>
      new DraftSaver({
        revision: draft.revision,
        savedAt: draft.savedAt,
        onState: setState,
        save: (revision, content) => outcomeOf(api.reports.saveDraft({ reportId: draft.reportId, revision, content })),
      }),
  );

  useEffect(() => {
    const saveAtOnce = () => void saver.flush();
    const warn = (event: BeforeUnloadEvent) => {
      if (saver.state.kind === 'saved') return;
      saveAtOnce();
      event.preventDefault();
    };
    window.addEventListener('blur', saveAtOnce);
    window.addEventListener('beforeunload', warn);
    return () => {
      window.removeEventListener('blur', saveAtOnce);
      window.removeEventListener('beforeunload', warn);
      void saver.flush().finally(() => saver.stop());
    };
  }, [saver]);

  return { saver, state };
}
