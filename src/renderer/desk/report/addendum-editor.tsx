import { type Editor, Extension, Node } from '@tiptap/core';
import { EditorContent, useEditor } from '@tiptap/react';
import { type Ref, useImperativeHandle, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Draft, Measurement, ReportContent, SealedVersion } from '../../../contract/index.ts';
import { Button } from '../../ui/components/index.ts';
import { useLanguage } from '../../ui/i18n/index.ts';
import { useApi } from '../../ui/transport/index.ts';
import { CheckBar } from '../checks/check-bar.tsx';
import { CheckMarks } from '../checks/check-marks.ts';
import { useCheckNavigation } from '../checks/use-check-navigation.ts';
import type { Checks } from '../checks/use-checks.ts';
import { DictationBar } from '../dictation/dictation-bar.tsx';
import { DictationMarks } from '../dictation/dictation-marks.ts';
import { useDictation } from '../dictation/use-dictation.ts';
import { useDictationKey } from '../dictation/use-dictation-key.ts';
import { writeUtterance } from '../dictation/write-utterance.ts';
import { FieldNode } from '../fields/field-node.ts';
import { CleanPaste } from './clean-paste.ts';
import { blocksFromJson, type EditorJson, paragraphToJson } from './content-conversion.ts';
import { DraftConflict } from './draft-conflict.tsx';
import { DraftStateText } from './draft-state-text.tsx';
import { BoldMark, CopiedMark, ItalicMark } from './inline-marks.ts';
import { MeasurementNode } from './measurement-node.ts';
import type { ReportEditorHandle } from './report-editor.tsx';
import { History } from './report-extensions.ts';
import { ParagraphNode, TextNode } from './section-node.ts';
import { SignedText } from './signed-text.tsx';
import { useDraftSaver } from './use-draft-saver.ts';

/** An addendum is paragraphs; the sections are those of the signed text. */
const AddendumNode = Node.create({ name: 'doc', topNode: true, content: 'paragraph+' });

interface AddendumEditorProps {
  ref: Ref<ReportEditorHandle>;
  draft: Draft;
  /** The signed text that the addendum stands under. */
  signed: SealedVersion;
  checks: Checks;
  standing: ReadonlyMap<string, Measurement | null>;
  onSign: () => void;
  onReload: () => void;
  onDiscard: () => void;
}

/** What is added to a signed report, with the signed text locked and in sight above it. */
export function AddendumEditor(props: AddendumEditorProps) {
  const { ref, draft, signed, checks, standing, onSign, onReload, onDiscard } = props;
  const api = useApi();
  const { t } = useTranslation('desk');
  const language = useLanguage();
  const { saver, state } = useDraftSaver(draft);
  const texts = useRef(t);
  texts.current = t;
  const latest = useRef(draft.content);
  const chooseWarning = useRef<(key: string) => void>(() => {});

  const contentOf = (editor: Editor) => withAddendum(draft.content, editor.getJSON() as EditorJson);
  const editor = useEditor(
    {
      immediatelyRender: true,
      injectCSS: false,
      autofocus: 'end',
      extensions: [
        AddendumNode,
        ParagraphNode,
        TextNode,
        MeasurementNode.configure({
          language: draft.content.language,
          patientId: draft.subject.patient.patientId,
          describe: (measurement, text) =>
            texts.current('report.measurement', {
              text,
              number: measurement.image.imageNumber,
              count: measurement.image.imageCount,
            }),
          onShow: measurement => void api.viewer.command({ kind: 'show-measurement', measurement }),
        }),
        FieldNode.configure({ language: draft.content.language }),
        BoldMark,
        ItalicMark,
        CopiedMark,
        DictationMarks,
        CheckMarks.configure({ onChoose: key => chooseWarning.current(key) }),
        CleanPaste,
        History,
        LeaveToSignature,
      ],
      content: addendumJson(latest.current),
      editorProps: {
        attributes: {
          role: 'textbox',
          'aria-multiline': 'true',
          'aria-label': t('amend.addendum'),
          spellcheck: 'false',
          lang: draft.content.language,
          class: 'addendum-text',
        },
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
  const dictation = useDictation({
    editor,
    draft,
    macros: () => [],
    paragraphs: () => [],
    measurements: [...standing.values()].filter(measurement => measurement !== null),
    placeCaret: () => editor.commands.focus(),
    onSave: () => void saver.flush(),
    onSign,
  });
  useDictationKey(dictation);
  chooseWarning.current = key => {
    const chosen = checks.open.find(finding => finding.key === key);
    if (chosen) navigation.goTo(chosen);
  };

  useImperativeHandle(ref, () => ({
    flush: async () => {
      await dictation.settle();
      return saver.flush();
    },
    draft: () => ({ ...draft, content: contentOf(editor), revision: saver.revision }),
    insert: measurement => editor.commands.insertContent({ type: 'measurement', attrs: { measurement } }),
    focusSection: () => editor.commands.focus('end'),
    goToWarning: navigation.goTo,
  }));

  return (
    <div className="report-editor" data-testid="addendum-editor" onKeyDownCapture={navigation.onKeyDown}>
      <div className="report-toolbar" role="toolbar" aria-label={t('amend.addendum')}>
        <strong>{t('amend.addendumTo', { version: signed.version })}</strong>
        <DraftStateText state={state} />
        <Button kind="quiet" data-testid="discard-amendment" onClick={onDiscard}>
          {t('amend.discard')}
        </Button>
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
      <div className="report-scroller" data-warnings={navigation.shown.length > 0 ? '' : undefined}>
        <section className="signed-above" aria-label={t('amend.signedText')}>
          <p className="weak">{t('amend.locked')}</p>
          <SignedText content={signed.content} />
        </section>
        <section className="addendum">
          <h3>{t('amend.addendum')}</h3>
          <EditorContent editor={editor} data-testid="addendum-text" />
        </section>
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

/** Ctrl+Enter is the desk's: it opens the signature, and makes no new line. */
const LeaveToSignature = Extension.create({
  name: 'leaveToSignature',
  addKeyboardShortcuts: () => ({ 'Mod-Enter': () => true }),
});

function addendumJson({ addenda }: ReportContent): EditorJson {
  const blocks = addenda?.at(-1)?.blocks ?? [];
  return { type: 'doc', content: blocks.length > 0 ? blocks.map(paragraphToJson) : [{ type: 'paragraph' }] };
}

/** The draft's content with the last addendum as the editor has it; all else stays as it was signed. */
export function withAddendum(content: ReportContent, editor: EditorJson): ReportContent {
  const addenda = content.addenda ?? [];
  const last = addenda.at(-1);
  if (!last) return content;
  return { ...content, addenda: [...addenda.slice(0, -1), { ...last, blocks: blocksFromJson(editor.content ?? []) }] };
}
