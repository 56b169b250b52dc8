import type { Editor } from '@tiptap/core';
import { TextSelection } from '@tiptap/pm/state';
import { type KeyboardEvent, useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CheckRule, Measurement } from '../../../contract/index.ts';
import type { CheckFinding } from '../../../report/checks/index.ts';
import { useLanguage } from '../../ui/i18n/index.ts';
import { showWarnings } from './check-marks.ts';
import { checkName, checkSentence, reasonsFor } from './check-text.ts';
import { placedRange } from './placed-range.ts';
import type { Checks } from './use-checks.ts';

/** Open fields and empty sections are seen as such while a report is written; they are counted when it is signed. */
const showsItself: ReadonlySet<CheckRule> = new Set(['unfilled-field', 'empty-section']);

export interface CheckNavigation {
  /** The warnings that stand in the margin. */
  readonly shown: readonly CheckFinding[];
  readonly active: CheckFinding | null;
  goTo(finding: CheckFinding): void;
  next(step: 1 | -1): void;
  onKeyDown(event: KeyboardEvent): void;
  /** Puts the measurement as it is now in place of the one that the warning is about; null where there is none. */
  readonly update: (() => void) | null;
}

/** Draws the open warnings in the editor and walks them: F8 and Shift+F8, Alt and a digit to dismiss. */
export function useCheckNavigation(
  editor: Editor,
  checks: Checks,
  standing: ReadonlyMap<string, Measurement | null>,
): CheckNavigation {
  const { t } = useTranslation('checks');
  const language = useLanguage();
  const [activeKey, setActiveKey] = useState<string | null>(null);
  const open = useMemo(() => checks.open.filter(({ rule }) => !showsItself.has(rule)), [checks.open]);
  const active = checks.open.find(({ key }) => key === activeKey) ?? null;

  useEffect(() => {
    if (editor.isDestroyed) return;
    const warnings = open.map(finding => ({
      finding,
      name: checkName(finding, t),
      sentence: checkSentence(finding, t, language),
    }));
    editor.view.dispatch(showWarnings(editor.state, { warnings, active: activeKey }));
  }, [editor, open, activeKey, t, language]);

  const goTo = useCallback(
    (finding: CheckFinding) => {
      setActiveKey(finding.key);
      const { state, view } = editor;
      const range = placedRange(state.doc, finding.place);
      if (!range) return;
      const selection = TextSelection.between(state.doc.resolve(range.from), state.doc.resolve(range.to));
      view.dispatch(state.tr.setSelection(selection).scrollIntoView());
      view.focus();
    },
    [editor],
  );

  const next = (step: 1 | -1) => {
    if (open.length === 0) return;
    const at = open.findIndex(({ key }) => key === activeKey);
    const start = at < 0 && step < 0 ? 0 : at;
    goTo(open[(start + step + open.length) % open.length]!);
  };

  const changed = active?.rule === 'measurement-changed' ? measurementAt(editor, active) : null;
  const now = changed ? (standing.get(changed.measurement.id) ?? null) : null;

  return {
    shown: open,
    active,
    goTo,
    next,
    update:
      changed && now
        ? () => editor.view.dispatch(editor.state.tr.setNodeMarkup(changed.at, undefined, { measurement: now }))
        : null,
    onKeyDown: event => {
      if (event.key === 'F8') {
        event.preventDefault();
        next(event.shiftKey ? -1 : 1);
        return;
      }
      const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1];
      const reason = event.altKey && digit && active ? reasonsFor(active.rule)[Number(digit) - 1] : undefined;
      if (!reason || !active || checks.blocking.includes(active.rule)) return;
      event.preventDefault();
      checks.dismiss(active, reason);
      const following = open[open.indexOf(active) + 1];
      if (following) goTo(following);
    },
  };
}

function measurementAt(editor: Editor, finding: CheckFinding): { at: number; measurement: Measurement } | null {
  const at = placedRange(editor.state.doc, finding.place)?.from;
  const measurement = at === undefined ? undefined : editor.state.doc.nodeAt(at)?.attrs.measurement;
  return at === undefined || !measurement ? null : { at, measurement };
}
