import type { Editor } from '@tiptap/core';
import { TextSelection } from '@tiptap/pm/state';
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Language } from '../../../contract/index.ts';
import { Button } from '../../ui/components/index.ts';
import { outcomeOf, useApi } from '../../ui/transport/index.ts';
import { nextUnknown } from './spell-marks.ts';

interface SpellPopoverProps {
  editor: Editor;
  language: Language;
  /** Dictionary changed: all words are looked at again. */
  onLearnt: () => void;
}

interface Unknown {
  readonly from: number;
  readonly to: number;
  readonly word: string;
}

/** F7 goes to the next unknown word and offers what it may have been meant to be; a digit takes one. */
export function SpellPopover({ editor, language, onLearnt }: SpellPopoverProps) {
  const { t } = useTranslation('templates');
  const api = useApi();
  const [unknown, setUnknown] = useState<Unknown | null>(null);
  const [suggestions, setSuggestions] = useState<readonly string[] | null>(null);
  const popover = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const onKeyDown = (event: globalThis.KeyboardEvent) => {
      if (event.key !== 'F7') return;
      event.preventDefault();
      const { state, view } = editor;
      const found = nextUnknown(state, state.selection.to);
      if (!found) return;
      const word = state.doc.textBetween(found.from, found.to);
      const selection = TextSelection.create(state.doc, found.from, found.to);
      view.dispatch(state.tr.setSelection(selection).scrollIntoView());
      setSuggestions(null);
      setUnknown({ ...found, word });
    };
    const { dom } = editor.view;
    const panel = dom.closest('.report-editor') ?? dom;
    panel.addEventListener('keydown', onKeyDown as EventListener);
    return () => panel.removeEventListener('keydown', onKeyDown as EventListener);
  }, [editor]);

  useEffect(() => {
    if (!unknown) return;
    popover.current?.focus();
    let isCurrent = true;
    void outcomeOf(api.spelling.suggest({ language, word: unknown.word })).then(outcome => {
      if (isCurrent) setSuggestions(outcome.ok ? outcome.value : []);
    });
    return () => {
      isCurrent = false;
    };
  }, [api, language, unknown]);

  useLayoutEffect(() => {
    const scroller = popover.current?.offsetParent;
    if (!unknown || !popover.current || !scroller) return;
    const place = editor.view.coordsAtPos(unknown.from);
    const frame = scroller.getBoundingClientRect();
    popover.current.style.top = `${place.bottom - frame.top + scroller.scrollTop + 4}px`;
    popover.current.style.left = `${Math.max(8, place.left - frame.left)}px`;
  }, [editor, unknown]);

  if (!unknown) return null;

  const close = () => {
    setUnknown(null);
    editor.view.focus();
  };
  const take = (suggestion: string) => {
    const { state, view } = editor;
    if (state.doc.textBetween(unknown.from, unknown.to) === unknown.word) {
      view.dispatch(state.tr.insertText(suggestion, unknown.from, unknown.to));
    }
    close();
  };
  const learn = async () => {
    await outcomeOf(api.spelling.learn({ language, word: unknown.word }));
    onLearnt();
    close();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const picked = /^[1-8]$/.test(event.key) ? suggestions?.[Number(event.key) - 1] : undefined;
    if (picked) take(picked);
    else if (event.key === '+') void learn();
    else if (event.key === 'Escape') close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div
      ref={popover}
      className="field-popover"
      role="dialog"
      aria-label={t('spelling.label', { word: unknown.word })}
      tabIndex={-1}
      data-testid="spell-popover"
      onKeyDown={onKeyDown}
      onBlur={event => {
        if (!popover.current?.contains(event.relatedTarget)) setUnknown(null);
      }}
    >
      <span className="weak">
        {suggestions === null ? t('spelling.looking') : suggestions.length === 0 ? t('spelling.none') : unknown.word}
      </span>
      <div className="field-choices">
        {(suggestions ?? []).map((suggestion, index) => (
          <button key={suggestion} type="button" onClick={() => take(suggestion)}>
            <kbd>{index + 1}</kbd> {suggestion}
          </button>
        ))}
      </div>
      <Button kind="quiet" data-testid="learn-word" onClick={() => void learn()}>
        {t('spelling.learn')} <kbd>+</kbd>
      </Button>
    </div>
  );
}
