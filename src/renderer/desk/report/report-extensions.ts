import { Extension } from '@tiptap/core';
import { history, redo, undo } from '@tiptap/pm/history';
import { type CheckMarkOptions, CheckMarks } from '../checks/check-marks.ts';
import { DictationMarks } from '../dictation/dictation-marks.ts';
import { FieldNode, type FieldOptions } from '../fields/field-node.ts';
import { MacroExpansion, type MacroOptions } from '../fields/macro-expansion.ts';
import { CopiedUntilReworded } from '../prior-reports/copied-until-reworded.ts';
import { SpellMarks } from '../spelling/spell-marks.ts';
import { CleanPaste } from './clean-paste.ts';
import { BoldMark, CopiedMark, ItalicMark } from './inline-marks.ts';
import { MeasurementNode, type MeasurementOptions } from './measurement-node.ts';
import { ParagraphNode, ReportNode, SectionNode, type SectionOptions, TextNode } from './section-node.ts';
import { StructureLock } from './structure-lock.ts';

export const History = Extension.create({
  name: 'history',
  addProseMirrorPlugins: () => [history({ newGroupDelay: 500 })],
  addKeyboardShortcuts() {
    const run = (command: typeof undo) => () => command(this.editor.state, this.editor.view.dispatch);
    return { 'Mod-z': run(undo), 'Mod-y': run(redo), 'Shift-Mod-z': run(redo) };
  },
});

/** Everything the report's editor is made of: its own schema, its locks, its undo. */
export function reportExtensions(options: {
  section: SectionOptions;
  measurement: MeasurementOptions;
  field: FieldOptions;
  checks: CheckMarkOptions;
  macros: MacroOptions;
}) {
  return [
    ReportNode,
    SectionNode.configure(options.section),
    ParagraphNode,
    TextNode,
    MeasurementNode.configure(options.measurement),
    FieldNode.configure(options.field),
    BoldMark,
    ItalicMark,
    CopiedMark,
    CopiedUntilReworded,
    StructureLock,
    SpellMarks,
    DictationMarks,
    CheckMarks.configure(options.checks),
    MacroExpansion.configure(options.macros),
    CleanPaste,
    History,
  ];
}
