import type { Editor } from '@tiptap/core';
import { EditorContent, useEditor, useEditorState } from '@tiptap/react';
import { type KeyboardEvent, type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type Draft,
  type Failure,
  type Language,
  type Macro,
  type Measurement,
  type MergeSource,
  mergeSources,
  type ReportContent,
  type SectionKind,
  type TemplateCatalogue,
} from '../../../contract/index.ts';
import type { CheckFinding } from '../../../report/checks/index.ts';
import { filledParagraphs } from '../../../report/templates/index.ts';
import { Button, FailureNotice } from '../../ui/components/index.ts';
import { useLanguage } from '../../ui/i18n/index.ts';
import { outcomeOf, useApi } from '../../ui/transport/index.ts';
import { CheckBar } from '../checks/check-bar.tsx';
import { useCheckNavigation } from '../checks/use-check-navigation.ts';
import type { Checks } from '../checks/use-checks.ts';
import { DictationBar } from '../dictation/dictation-bar.tsx';
import { useDictation } from '../dictation/use-dictation.ts';
import { useDictationKey } from '../dictation/use-dictation-key.ts';
import { writeUtterance } from '../dictation/write-utterance.ts';
import { FieldPopover } from '../fields/field-popover.tsx';
import { useMergeFields } from '../fields/use-merge-fields.ts';
import { insertCopied } from '../prior-reports/insert-copied.ts';
import { PriorReports } from '../prior-reports/prior-reports.tsx';
import { SpellPopover } from '../spelling/spell-popover.tsx';
import { useSpelling } from '../spelling/use-spelling.ts';
import { TemplatePicker } from '../templates/template-picker.tsx';
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
  readingId: string;
  draft: Draft;
  checks: Checks;
  standing: ReadonlyMap<string, Measurement | null>;
  catalogue: TemplateCatalogue | null;
  /** The text before a template took its place. */
  former: ReportContent | null;
  onSign: () => void;
  onReload: () => void;
  /** The draft was saved anew from a template, or from what stood before it. */
  onReplaced: (former: ReportContent) => void;
}

/** The draft on screen: locked sections, saved while they are typed. */
export function ReportEditor(props: ReportEditorProps) {
  const { ref, readingId, draft, checks, standing, catalogue, former, onSign, onReload, onReplaced } = props;
  const api = useApi();
  const { t } = useTranslation(['desk', 'templates']);
  const language = useLanguage();
  const { saver, state } = useDraftSaver(draft);
  const [showsPriors, setShowsPriors] = useState(false);
  const [refusal, setRefusal] = useState<Failure | null>(null);
  const hadCaret = useRef(false);
  const texts = useRef(t);
  texts.current = t;
  const macros = useRef(macrosOf(catalogue, draft.content.language));
  macros.current = macrosOf(catalogue, draft.content.language);
  const merge = useRef(checks.context?.merge ?? nothingKnown);
  merge.current = checks.context?.merge ?? nothingKnown;
  const paragraphsOf = ({ text, fields, language: own }: Macro) => filledParagraphs(text, fields, own, merge.current);
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
        field: {
          language: draft.content.language,
          describe: ({ label, value }, text) =>
            value === null
              ? texts.current('templates:field.unfilled', { label })
              : texts.current('templates:field.describe', { label, text }),
        },
        checks: { onChoose: key => chooseWarning.current(key) },
        macros: {
          macros: () => macros.current,
          paragraphs: paragraphsOf,
        },
      }),
      content: contentToEditor(latest.current),
      editorProps: {
        attributes: { role: 'group', 'aria-label': t('report.label'), spellcheck: 'false', class: 'report-page' },
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
  useMergeFields(editor, checks.context);
  const lookAgain = useSpelling(editor, draft.content.language);

  const dictation = useDictation({
    editor,
    draft,
    macros: () => macros.current,
    paragraphs: paragraphsOf,
    measurements: [...standing.values()].filter(measurement => measurement !== null),
    placeCaret: () => {
      const findings = sectionRanges(editor.state.doc).find(({ kind }) => kind === 'findings');
      if (findings && !hadCaret.current) editor.commands.setTextSelection(findings.to - 1);
    },
    onSave: () => void saver.flush(),
    onSign,
  });
  useDictationKey(dictation);

  const replace = async (content: ReportContent) => {
    const replaced = contentOf(editor);
    saver.changed(content);
    if (await saver.flush()) onReplaced(replaced);
  };
  const pick = async (templateLanguage: Language, id: string) => {
    const filled = await outcomeOf(api.templates.fill({ readingId: readingId, language: templateLanguage, id }));
    setRefusal(filled.ok ? null : filled.failure);
    if (filled.ok) await replace(filled.value);
  };
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
    flush: async () => {
      await dictation.settle();
      return saver.flush();
    },
    draft: () => ({ ...draft, content: contentOf(editor), revision: saver.revision }),
    insert: measurement => insertMeasurement(editor, measurement, hadCaret.current),
    focusSection: kind => {
      const section = sectionRanges(editor.state.doc).find(range => range.kind === kind);
      if (section) editor.commands.focus(section.to - 1);
    },
    goToWarning: navigation.goTo,
  }));

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'F9') {
      event.preventDefault();
      setShowsPriors(!showsPriors);
    } else navigation.onKeyDown(event);
  };

  return (
    <div className="report-editor" onKeyDownCapture={onKeyDown}>
      <div className="report-toolbar" role="toolbar" aria-label={t('report.label')}>
        <EmphasisButtons editor={editor} />
        <TemplatePicker
          catalogue={catalogue}
          content={draft.content}
          onPick={(templateLanguage, id) => void pick(templateLanguage, id)}
        />
        <Button
          kind="quiet"
          aria-pressed={showsPriors}
          title={t('templates:priors.hint')}
          data-testid="prior-reports-toggle"
          onClick={() => setShowsPriors(!showsPriors)}
        >
          {t('templates:priors.title')} <kbd>F9</kbd>
        </Button>
        {former && (
          <Button kind="quiet" data-testid="restore-text" onClick={() => void replace(former)}>
            {t('templates:restore')}
          </Button>
        )}
        <DraftStateText state={state} />
        <Button kind="primary" data-testid="sign-button" title={t('report.signHint')} onClick={onSign}>
          {t('report.sign')}
        </Button>
      </div>
      <DictationBar
        dictation={dictation}
        reportId={draft.reportId}
        language={draft.content.language}
        onWrite={text => editor.view.dispatch(writeUtterance(editor.state, '', text))}
      />
      {refusal && <FailureNotice failure={refusal} />}
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
      <div className="report-columns">
        <div className="report-scroller" data-warnings={navigation.shown.length > 0 ? '' : undefined}>
          <p className="report-title">{draft.content.title}</p>
          <EditorContent editor={editor} data-testid="report-editor" />
          <FieldPopover editor={editor} />
          <SpellPopover editor={editor} language={draft.content.language} onLearnt={lookAgain} />
        </div>
        {showsPriors && (
          <PriorReports
            readingId={readingId}
            onCopy={(kind, text, from) => insertCopied(editor, kind, text, from)}
            onClose={() => setShowsPriors(false)}
          />
        )}
      </div>
      <CheckBar
        findings={navigation.shown}
        active={navigation.active}
        isBlocking={navigation.active !== null && checks.blocking.includes(navigation.active.rule)}
        onUpdate={navigation.update}
        onNext={() => navigation.next(1)}
        onDismiss={checks.dismiss}
      />
    </div>
  );
}

/** Merge values while nothing is known: fields of a macro wait for them. */
const nothingKnown = Object.fromEntries(mergeSources.map(source => [source, null])) as Record<MergeSource, null>;

function macrosOf(catalogue: TemplateCatalogue | null, language: Language): readonly Macro[] {
  return (catalogue?.macros ?? []).map(({ macro }) => macro).filter(macro => macro.language === language);
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
