import type { Editor } from '@tiptap/core';
import { useCallback, useEffect, useRef } from 'react';
import type { Language } from '../../../contract/index.ts';
import { outcomeOf, useApi } from '../../ui/transport/index.ts';
import { showUnknown } from './spell-marks.ts';
import { spelledWords } from './spelled-words.ts';

/** Milliseconds without a keystroke before words are looked up. */
const quiet = 600;
const wordsAtOnce = 2000;

/** Looks words up while the report is written, each once. Gives a function that looks at all of them again. */
export function useSpelling(editor: Editor, language: Language): () => void {
  const api = useApi();
  const known = useRef(new Map<string, boolean>());

  const look = useCallback(async () => {
    if (editor.isDestroyed) return;
    const asked = new Set(spelledWords(editor.state.doc).map(({ word }) => word));
    const fresh = [...asked].filter(word => !known.current.has(word)).slice(0, wordsAtOnce);
    if (fresh.length > 0) {
      const outcome = await outcomeOf(api.spelling.unknown({ language, words: fresh }));
      if (!outcome.ok) return;
      const unknown = new Set(outcome.value);
      for (const word of fresh) known.current.set(word, !unknown.has(word));
    }
    if (editor.isDestroyed) return;
    const { state } = editor;
    // The word that is being written is not judged yet.
    const marked = spelledWords(state.doc).filter(
      ({ word, to }) => known.current.get(word) === false && to !== state.selection.from,
    );
    editor.view.dispatch(showUnknown(state, marked));
  }, [api, editor, language]);

  useEffect(() => {
    let timer = setTimeout(() => void look(), quiet);
    const onUpdate = () => {
      clearTimeout(timer);
      timer = setTimeout(() => void look(), quiet);
    };
    editor.on('update', onUpdate);
    return () => {
      clearTimeout(timer);
      editor.off('update', onUpdate);
    };
  }, [editor, look]);

  return useCallback(() => {
    known.current.clear();
    void look();
  }, [look]);
}
