import type { Editor } from '@tiptap/core';
import { closeHistory, undo } from '@tiptap/pm/history';
import { NodeSelection, TextSelection, type Transaction } from '@tiptap/pm/state';
import type { Field, Macro, Measurement, Paragraph } from '../../../contract/index.ts';
import type { DictationCommand } from '../../../report/dictation/index.ts';
import { fieldFrom } from '../fields/field-value.ts';
import { fieldsIn, fillNormal, neighbouringField, setField } from '../fields/field-walk.ts';
import { inserted } from '../fields/macro-expansion.ts';
import { insertMeasurement } from '../report/insert-measurement.ts';
import { sectionRanges } from '../report/structure-lock.ts';
import { noteDictation } from './dictation-marks.ts';
import { findWords } from './find-words.ts';

/** What commands act on beside the text. */
export interface CommandScope {
  readonly macros: readonly Macro[];
  readonly paragraphs: (macro: Macro) => readonly Paragraph[];
  readonly measurements: readonly Measurement[];
  readonly stop: () => void;
  readonly save: () => void;
  /** Opens the dialog; signing is a key press in it. */
  readonly sign: () => void;
}

/** `changed`: the text is another one, and undo brings it back. `nothing`: there was nothing to do. */
export type CommandEffect = 'changed' | 'done' | 'nothing';

/** Does what was said. The caret it moves is also that of what is being said behind it. */
export function runCommand(editor: Editor, command: DictationCommand, scope: CommandScope): CommandEffect {
  const { state, view } = editor;
  const move = (tr: Transaction): CommandEffect => {
    view.dispatch(noteDictation(tr.scrollIntoView(), { kind: 'moved' }));
    return tr.docChanged ? 'changed' : 'done';
  };
  switch (command.kind) {
    case 'next-field':
    case 'previous-field': {
      const at = neighbouringField(state.doc, state.selection, command.kind === 'next-field' ? 1 : -1);
      return at === null ? 'nothing' : move(state.tr.setSelection(NodeSelection.create(state.doc, at)));
    }
    case 'go-to': {
      const section = sectionRanges(state.doc).find(({ kind }) => kind === command.section);
      if (!section) return 'nothing';
      view.focus();
      return move(state.tr.setSelection(TextSelection.near(state.doc.resolve(section.to - 1), -1)));
    }
    case 'select': {
      const found = findWords(state.doc, command.words, state.selection.to);
      return found ? move(state.tr.setSelection(TextSelection.create(state.doc, found.from, found.to))) : 'nothing';
    }
    case 'undo':
      return undo(state, view.dispatch) ? 'done' : 'nothing';
    case 'normal': {
      const section = sectionRanges(state.doc).find(
        ({ from, to }) => from <= state.selection.from && state.selection.from <= to,
      );
      const tr = section ? fillNormal(state, section.from, section.to) : null;
      return tr ? move(closeHistory(tr)) : 'nothing';
    }
    case 'insert-macro': {
      const macro = scope.macros.find(({ shortcut }) => shortcut === command.shortcut);
      const { to } = state.selection;
      const tr = macro ? inserted(state, to, to, scope.paragraphs(macro)) : null;
      return tr ? move(closeHistory(tr)) : 'nothing';
    }
    case 'choose': {
      const chosen = chosenField(editor);
      const value = chosen?.field.kind === 'choice' ? chosen.field.choices[command.option] : undefined;
      return chosen && value !== undefined && fillField(editor, chosen, value) ? 'changed' : 'nothing';
    }
    case 'measurement': {
      const measurement = scope.measurements[command.number - 1];
      if (!measurement) return 'nothing';
      insertMeasurement(editor, measurement, true);
      view.dispatch(noteDictation(editor.state.tr, { kind: 'moved' }));
      return 'changed';
    }
    case 'stop':
      scope.stop();
      return 'done';
    case 'save-draft':
      scope.save();
      return 'done';
    case 'sign':
      scope.sign();
      return 'done';
  }
}

/** The field that is selected. */
export function chosenField({ state }: Editor): { at: number; field: Field } | null {
  const { selection } = state;
  const isField = selection instanceof NodeSelection && selection.node.type.name === 'field';
  return isField ? { at: selection.from, field: selection.node.attrs.field as Field } : null;
}

/** Gives a field what was said, and puts the caret behind it; false when it cannot be the field's value. */
export function fillField(editor: Editor, { at, field }: { at: number; field: Field }, value: string): boolean {
  const filled = fieldFrom(field, value);
  if ('fault' in filled) return false;
  const { state, view } = editor;
  const tr = closeHistory(setField(state.tr, at, filled.field));
  view.dispatch(noteDictation(tr.setSelection(TextSelection.create(tr.doc, at + 1)), { kind: 'moved' }));
  // In the same turn: the field's own input must not keep what was typed in it before.
  view.focus();
  return true;
}

/** Whether the section of the caret has a pick list that is open. */
export function hasOpenChoice({ state }: Editor): boolean {
  const { from } = state.selection;
  const section = sectionRanges(state.doc).find(range => range.from <= from && from <= range.to);
  const fields = section ? fieldsIn(state.doc, section.from, section.to) : [];
  return fields.some(({ field }) => field.kind === 'choice' && field.value === null);
}
