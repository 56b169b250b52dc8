import type { Editor } from '@tiptap/core';
import { NodeSelection, TextSelection } from '@tiptap/pm/state';
import { useEditorState } from '@tiptap/react';
import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Field } from '../../../contract/index.ts';
import { type FieldFault, fieldFrom } from './field-value.ts';
import { neighbouringField, setField } from './field-walk.ts';

/** Edits the field that is selected, right below its chip. Tab goes on to the next one, Enter into the text behind it. */
export function FieldPopover({ editor }: { editor: Editor }) {
  const chosen = useEditorState({
    editor,
    selector: ({ editor: { state } }) => {
      const { selection } = state;
      const isField = selection instanceof NodeSelection && selection.node.type.name === 'field';
      return isField ? { at: selection.from, field: selection.node.attrs.field as Field } : null;
    },
  });
  return chosen ? <OpenField key={`${chosen.at} ${chosen.field.id}`} editor={editor} {...chosen} /> : null;
}

function OpenField({ editor, at, field }: { editor: Editor; at: number; field: Field }) {
  const { t } = useTranslation('templates');
  const [typed, setTyped] = useState(field.value ?? '');
  const [fault, setFault] = useState<FieldFault | null>(null);
  const [option, setOption] = useState(-1);
  const input = useRef<HTMLInputElement>(null);
  const popover = useRef<HTMLDivElement>(null);
  const listId = useId();
  const choices = field.kind === 'choice' ? field.choices : [];

  useLayoutEffect(() => {
    const scroller = popover.current?.offsetParent;
    if (!popover.current || !scroller) return;
    const place = editor.view.coordsAtPos(at);
    const frame = scroller.getBoundingClientRect();
    popover.current.style.top = `${place.bottom - frame.top + scroller.scrollTop + 4}px`;
    const left = Math.min(place.left - frame.left, frame.width - popover.current.offsetWidth - 12);
    popover.current.style.left = `${Math.max(8, left)}px`;
  }, [editor, at]);

  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);

  // A value that came from elsewhere (dictation, undo) must not be overwritten by what stood here before.
  useEffect(() => setTyped(field.value ?? ''), [field.value]);

  /** Keeps what was typed; false when it cannot be the field's value. */
  const keep = (text: string): boolean => {
    const outcome = fieldFrom(field, text);
    if ('fault' in outcome) {
      setFault(outcome.fault);
      return false;
    }
    if (outcome.field.value !== field.value) editor.view.dispatch(setField(editor.state.tr, at, outcome.field));
    return true;
  };

  const intoText = () => {
    const { state, view } = editor;
    view.dispatch(state.tr.setSelection(TextSelection.near(state.doc.resolve(at + 1))));
    view.focus();
  };

  const walk = (step: 1 | -1) => {
    const { state, view } = editor;
    const next = neighbouringField(state.doc, { from: at, to: at + 1 }, step);
    if (next === null) intoText();
    else view.dispatch(state.tr.setSelection(NodeSelection.create(state.doc, next)).scrollIntoView());
  };

  /** A choice that ends with a colon asks for words of the reader's own: it becomes text, and the caret stands behind it. */
  const choose = (choice: string, then: () => void) => {
    if (!/[:：]$/.test(choice)) {
      if (keep(choice)) then();
      return;
    }
    const { state, view } = editor;
    const text = `${choice} `;
    const tr = state.tr.replaceWith(at, at + 1, state.schema.text(text));
    view.dispatch(tr.setSelection(TextSelection.create(tr.doc, at + text.length)));
    view.focus();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const go = (step: 1 | -1) => {
      event.preventDefault();
      const picked = choices[option];
      if (picked) choose(picked, () => walk(step));
      else if (keep(typed)) walk(step);
    };
    switch (event.key) {
      case 'Tab':
        go(event.shiftKey ? -1 : 1);
        break;
      case 'Enter': {
        if (event.ctrlKey || event.metaKey) {
          keep(typed);
          break;
        }
        event.preventDefault();
        const picked = choices[option];
        if (picked) choose(picked, intoText);
        else if (keep(typed)) intoText();
        break;
      }
      case 'Escape':
        event.preventDefault();
        event.stopPropagation();
        intoText();
        break;
      case 'ArrowDown':
      case 'ArrowUp': {
        if (choices.length === 0) break;
        event.preventDefault();
        const step = event.key === 'ArrowDown' ? 1 : -1;
        setOption((option + step + choices.length) % choices.length);
        break;
      }
      default: {
        const picked =
          /^[1-9]$/.test(event.key) && typed === (field.value ?? '') ? choices[Number(event.key) - 1] : undefined;
        if (!picked || event.altKey || event.ctrlKey) break;
        event.preventDefault();
        choose(picked, () => walk(1));
      }
    }
  };

  const listed = {
    role: 'combobox',
    'aria-expanded': true,
    'aria-controls': listId,
    'aria-activedescendant': option >= 0 ? `${listId}-${option}` : undefined,
  };

  return (
    <div ref={popover} className="field-popover" data-testid="field-popover" data-kind={field.kind}>
      <label>
        <span className="weak">
          {field.label}
          {field.kind === 'number' && field.unit !== '' ? ` (${field.unit})` : ''}
        </span>
        <input
          ref={input}
          type={field.kind === 'date' ? 'date' : 'text'}
          inputMode={field.kind === 'number' ? 'decimal' : undefined}
          value={typed}
          aria-invalid={fault !== null}
          {...(choices.length > 0 ? listed : {})}
          placeholder={choices.length > 0 ? t('field.ownWords') : undefined}
          onChange={event => {
            setTyped(event.target.value);
            setFault(null);
            setOption(-1);
          }}
          onKeyDown={onKeyDown}
          onBlur={() => keep(typed)}
        />
      </label>
      {fault && (
        <p className="field-fault" role="alert">
          {t(`field.fault.${fault}`, {
            minimum: field.kind === 'number' ? field.minimum : undefined,
            maximum: field.kind === 'number' ? field.maximum : undefined,
          })}
        </p>
      )}
      {choices.length > 0 && (
        <div id={listId} role="listbox" aria-label={field.label} className="field-choices">
          {choices.map((choice, index) => (
            <button
              key={choice}
              type="button"
              id={`${listId}-${index}`}
              role="option"
              aria-selected={index === option}
              tabIndex={-1}
              onMouseDown={event => event.preventDefault()}
              onClick={() => choose(choice, () => walk(1))}
            >
              <kbd>{index < 9 ? index + 1 : ''}</kbd> {choice}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
