import type { Editor } from '@tiptap/core';
import { EditorContent, useEditor, useEditorState } from '@tiptap/react';
import { type Ref, useEffect, useImperativeHandle, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Draft, Measurement, SectionKind } from '../../../contract/index.ts';
import type { CheckFinding } from '../../../report/checks/index.ts';
import { Button } from '../../ui/components/index.ts';
import { useLanguage } from '../../ui/i18n/index.ts';
import { useApi } from '../../ui/transport/index.ts';
import { CheckBar } from '../checks/check-bar.tsx';
import { useCheckNavigation } from '../checks/use-check-navigation.ts';
import type { Checks } from '../checks/use-checks.ts';
import { contentFromEditor, contentToEditor, type EditorJson } from './content-conversion.ts';
import { DraftConflict } from './draft-conflict.tsx';
import { DraftStateText } from './draft-state-text.tsx';
import { insertMeasurement } from './insert-measurement.ts';
import { reportExtensions } from './report-extensions.ts';
import { sectionRanges } from './structure-lock.ts';
import { useDraftSaver } from './use-draft-saver.ts';

/** What the rest of the desk may ask of the open editor. */
export interface ReportEditorHandle {
  /** Saves what is not saved; false when the store did not take it. */
  flush(): Promise<boolean>;
  draft(): Draft;
  insert(measurement: Measurement): void;
  focusSection(kind: SectionKind): void;
  goToWarning(finding: CheckFinding): void;
}

interface ReportEditorProps {
  ref: Ref<ReportEditorHandle>;
  draft: Draft;
  checks: Checks;
  standing: ReadonlyMap<string, Measurement | null>;
  onSign: () => void;
  onReload: () => void;
}

/** The draft on screen: locked sections, saved while they are typed. */
export function ReportEditor({ ref, draft, checks, standing, onSign, onReload }: ReportEditorProps) {
  const api = useApi();
  const { t } = useTranslation('desk');
  const language = useLanguage();
  const { saver, state } = useDraftSaver(draft);
  const hadCaret = useRef(false);
  const texts = useRef(t);
  texts.current = t;
  const chooseWarning = useRef<(key: string) => void>(() => {});

  // The text as it is now: a change of the screen's language builds the editor anew, and must not bring old text back.
  const latest = useRef(draft.content);
  const contentOf = (editor: Editor) => contentFromEditor(editor.getJSON() as EditorJson, draft.content);
  const editor = useEditor(
    {
      immediatelyRender: true,
      injectCSS: false,
      extensions: reportExtensions({
        section: { language: draft.content.language, hint: kind => t(`report.placeholder.${kind}`) },
        measurement: {
          language: draft.content.language,
          patientId: draft.subject.patient.patientId,
          describe: (measurement, text) =>
            texts.current('report.measurement', {
              text,
              number: measurement.image.imageNumber,
              count: measurement.image.imageCount,
            }),
          onShow: measurement => void api.viewer.command({ kind: 'show-measurement', measurement }),
        },
        field: { language: draft.content.language },
        checks: { onChoose: key => chooseWarning.current(key) },
      }),
      content: contentToEditor(latest.current),
      editorProps: {
        attributes: { role: 'group', 'aria-label': t('report.label'), spellcheck: 'true', class: 'report-page' },
      },
      onFocus: () => {
        hadCaret.current = true;
      },
      onUpdate: ({ editor: changed }) => {
        latest.current = contentOf(changed);
        saver.changed(latest.current);
        checks.changed(latest.current);
      },
    },
    [draft.reportId, language],
  );

  const navigation = useCheckNavigation(editor, checks, standing);
  chooseWarning.current = key => {
    const chosen = checks.open.find(finding => finding.key === key);
    if (chosen) navigation.goTo(chosen);
  };

  // A case that was just opened is to be written: the caret waits in the findings unless a hand is elsewhere.
  useEffect(() => {
    const active = document.activeElement;
    const findings = sectionRanges(editor.state.doc).find(({ kind }) => kind === 'findings');
    if (findings && (active === document.body || active?.closest('[role="grid"]'))) {
      editor.commands.focus(findings.to - 1);
    }
  }, [editor]);

  useImperativeHandle(ref, () => ({
    flush: () => saver.flush(),
    draft: () => ({ ...draft, content: contentOf(editor), revision: saver.revision }),
    insert: measurement => insertMeasurement(editor, measurement, hadCaret.current),
    focusSection: kind => {
      const section = sectionRanges(editor.state.doc).find(range => range.kind === kind);
      if (section) editor.commands.focus(section.to - 1);
    },
    goToWarning: navigation.goTo,
  }));

  return (
    <div className="report-editor" onKeyDownCapture={navigation.onKeyDown}>
      <div className="report-toolbar" role="toolbar" aria-label={t('report.label')}>
        <EmphasisButtons editor={editor} />
        <DraftStateText state={state} />
        <Button kind="primary" data-testid="sign-button" title={t('report.signHint')} onClick={onSign}>
          {t('report.sign')}
        </Button>
      </div>
      {state.kind === 'conflict' && (
        <DraftConflict
          draft={draft}
          failure={state.failure}
          onKeepMine={(revision, savedAt) => {
            saver.resume(revision, savedAt);
            saver.changed(contentOf(editor));
          }}
          onTakeOther={onReload}
        />
      )}
      <div className="report-scroller" data-warnings={checks.open.length > 0 ? '' : undefined}>
        <p className="report-title">{draft.content.title}</p>
        <EditorContent editor={editor} data-testid="report-editor" />
      </div>
      <CheckBar
        findings={checks.open}
        active={navigation.active}
        isBlocking={navigation.active !== null && checks.blocking.includes(navigation.active.rule)}
        onUpdate={navigation.update}
        onNext={() => navigation.next(1)}
        onDismiss={checks.dismiss}
      />
    </div>
  );
}

function EmphasisButtons({ editor }: { editor: Editor }) {
  const { t } = useTranslation('desk');
  const active = useEditorState({
    editor,
    selector: ({ editor: current }) => ({ bold: current.isActive('bold'), italic: current.isActive('italic') }),
  });
  return (
    <>
      {(['bold', 'italic'] as const).map(mark => (
        <Button
          key={mark}
          kind="quiet"
          className={`emphasis-${mark}`}
          aria-pressed={active[mark]}
          title={t(`report.${mark}`)}
          aria-label={t(`report.${mark}`)}
          onMouseDown={event => event.preventDefault()}
          onClick={() => editor.chain().focus().toggleMark(mark).run()}
        >
          {t(`report.${mark}`).charAt(0)}
        </Button>
      ))}
    </>
  );
}
