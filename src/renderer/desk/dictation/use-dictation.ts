import type { Editor } from '@tiptap/core';
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type {
  DictationEvent,
  Draft,
  Failure,
  Language,
  Macro,
  Measurement,
  Paragraph,
  SectionKind,
} from '../../../contract/index.ts';
import { sectionKinds } from '../../../contract/index.ts';
import {
  type CommandSituation,
  type Correction,
  commandOf,
  correctionIn,
  type DictationCommand,
  dictatedText,
  emptyLexicon,
  type Lexicon,
  lexiconOf,
  spokenFieldValue,
} from '../../../report/dictation/index.ts';
import { outcomeOf, useApi } from '../../ui/transport/index.ts';
import { sectionRanges } from '../report/structure-lock.ts';
import { anchorOf, lastWritten, noteDictation } from './dictation-marks.ts';
import { findWords } from './find-words.ts';
import { Listening, type ListeningState } from './listening.ts';
import { chosenField, fillField, hasOpenChoice, runCommand } from './run-command.ts';
import { type DictationSettings, storedSettings, storeSettings } from './stored-settings.ts';
import { writeUtterance } from './write-utterance.ts';

/** What the bar says of the last utterance. */
export type DictationNotice =
  | { readonly kind: 'command'; readonly command: DictationCommand; readonly effect: 'changed' | 'done' | 'nothing' }
  /** A field is chosen that what was said cannot fill. */
  | { readonly kind: 'not-for-field'; readonly said: string; readonly label: string }
  | { readonly kind: 'unrecognised'; readonly failure: Failure }
  /** A noise, or words that the recogniser makes nothing of. */
  | { readonly kind: 'no-words' }
  | { readonly kind: 'remembered'; readonly correction: Correction }
  | { readonly kind: 'not-remembered'; readonly failure: Failure };

export interface Dictation {
  readonly state: ListeningState;
  readonly isSpeaking: boolean;
  readonly settings: DictationSettings;
  readonly notice: DictationNotice | null;
  /** What the reader corrected in what was written last. */
  readonly offer: Correction | null;
  readonly level: RefObject<HTMLElement | null>;
  start(): void;
  stop(): void;
  /** The dictation key, or the record key of a device: begins, or ends where the habit is to switch. */
  press(): void;
  /** It is let go: ends where the habit is to hold it. */
  release(): void;
  /** To the next field, or the former one, as the command does. */
  step(direction: 1 | -1): void;
  /** Ends, and resolves when what was said stands in the report. */
  settle(): Promise<void>;
  setSettings(settings: DictationSettings): void;
  undo(): void;
  remember(correction: Correction): void;
  dismissOffer(): void;
}

interface DictationOptions {
  readonly editor: Editor;
  readonly draft: Draft;
  readonly macros: () => readonly Macro[];
  readonly paragraphs: (macro: Macro) => readonly Paragraph[];
  readonly measurements: readonly Measurement[];
  /** Puts the caret where dictation begins when the reader has not placed it. */
  readonly placeCaret: () => void;
  readonly onSave: () => void;
  readonly onSign: () => void;
}

/** With this habit the next case is listened to as this one was. */
let goesOn = false;

/** Corrections are looked for when the text has been left alone for a while. */
const quietMs = 1500;
const longestSettleMs = 15_000;

/** Dictation into the open draft: microphone, what is understood, commands. */
export function useDictation(options: DictationOptions): Dictation {
  const { editor, draft } = options;
  const { language } = draft.content;
  const api = useApi();
  const [state, setState] = useState<ListeningState>({ kind: 'off' });
  const [speaking, setSpeaking] = useState<ReadonlySet<string>>(new Set());
  const [settings, setSettings] = useState(storedSettings);
  const [notice, setNotice] = useState<DictationNotice | null>(null);
  const [offer, setOffer] = useState<Correction | null>(null);
  const level = useRef<HTMLElement>(null);
  const lexicon = useLexicon(language);
  const latest = useRef(options);
  latest.current = options;
  const hear = useRef<(utterance: string, event: DictationEvent) => void>(() => {});
  const [listening] = useState(
    () =>
      new Listening({
        api,
        onState: setState,
        onEvent: (sessionId, event) => {
          hear.current('utterance' in event ? `${sessionId} ${event.utterance}` : sessionId, event);
        },
        onLevel: value => level.current?.style.setProperty('--level', value.toFixed(3)),
      }),
  );

  const stop = useCallback(() => {
    goesOn = false;
    void listening.stop();
  }, [listening]);

  const start = useCallback(() => {
    if (listening.isOn) return;
    const { habit, deviceId } = storedSettings();
    goesOn = habit === 'voice';
    latest.current.placeCaret();
    const { reportId, content } = latest.current.draft;
    void listening.start({ reportId, language: content.language, isHeld: habit === 'hold', deviceId });
  }, [listening]);

  const settle = useCallback(async () => {
    // The case is left or signed, not dictation: the habit goes on.
    const wasOn = listening.isOn;
    const ended = listening.stop();
    if (!wasOn && state.kind === 'off') return;
    await Promise.race([ended, new Promise(resolve => setTimeout(resolve, longestSettleMs))]);
  }, [listening, state.kind]);

  hear.current = (utterance, event) => {
    const { editor: open } = latest.current;
    if (open.isDestroyed) return;
    const note = (change: Parameters<typeof noteDictation>[1]) =>
      open.view.dispatch(noteDictation(open.state.tr, change));
    switch (event.kind) {
      case 'speaking':
        note({ kind: 'speaking', utterance });
        setSpeaking(others => new Set([...others, utterance]));
        return;
      case 'interim':
        note({ kind: 'interim', utterance, text: event.text });
        return;
      case 'final':
        setSpeaking(others => new Set([...others].filter(other => other !== utterance)));
        setNotice(written(latest.current, utterance, event.text, lexicon.current, stop));
        return;
      case 'unrecognised':
        note({ kind: 'done', utterance, last: null });
        setSpeaking(others => new Set([...others].filter(other => other !== utterance)));
        setNotice({ kind: 'unrecognised', failure: event.failure });
        return;
      case 'ended':
        setSpeaking(others => new Set([...others].filter(other => !other.startsWith(utterance))));
    }
  };

  // The case before was dictated by voice: this one is listened to at once. With the case the microphone goes.
  useEffect(() => {
    if (goesOn) start();
    return () => void listening.end();
  }, [listening, start]);

  useLayoutEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const look = () => setOffer(correctionOffered(editor, latest.current.draft.content.language));
    const onUpdate = () => {
      clearTimeout(timer);
      timer = setTimeout(look, quietMs);
    };
    editor.on('update', onUpdate);
    return () => {
      clearTimeout(timer);
      editor.off('update', onUpdate);
    };
  }, [editor]);

  useEffect(() => {
    if (notice === null || notice.kind === 'unrecognised') return;
    const timer = setTimeout(() => setNotice(null), 8000);
    return () => clearTimeout(timer);
  }, [notice]);

  const isOn = state.kind === 'listening' || state.kind === 'starting';

  return {
    start,
    stop,
    press: () => {
      // Behind a sheet nobody sees what would be written.
      if (document.querySelector('dialog:modal')) return;
      if (!isOn) start();
      else if (settings.habit !== 'hold') stop();
    },
    release: () => {
      if (settings.habit === 'hold') stop();
    },
    step: direction => {
      runCommand(editor, { kind: direction > 0 ? 'next-field' : 'previous-field' }, scopeOf(latest.current, stop));
    },
    state,
    isSpeaking: speaking.size > 0,
    settings,
    notice,
    offer,
    level,
    settle,
    setSettings: next => {
      setSettings(next);
      storeSettings(next);
    },
    undo: () => {
      runCommand(editor, { kind: 'undo' }, scopeOf(latest.current, stop));
      setNotice(null);
    },
    remember: async correction => {
      setOffer(null);
      const outcome = await outcomeOf(api.dictation.remember({ language, correction }));
      if (outcome.ok) lexicon.current = lexiconOf(outcome.value.corrections);
      setNotice(outcome.ok ? { kind: 'remembered', correction } : { kind: 'not-remembered', failure: outcome.failure });
    },
    dismissOffer: () => setOffer(null),
  };
}

/** Writes what was understood, or does what was asked; gives what is to be said of it. */
function written(
  options: DictationOptions,
  utterance: string,
  said: string,
  lexicon: Lexicon,
  stop: () => void,
): DictationNotice | null {
  const { editor, draft } = options;
  const { language } = draft.content;
  const done = () => editor.view.dispatch(noteDictation(editor.state.tr, { kind: 'done', utterance, last: null }));
  if (said === '') {
    done();
    return { kind: 'no-words' };
  }
  const command = commandOf(said, situationOf(options));
  if (command) {
    done();
    return { kind: 'command', command, effect: runCommand(editor, command, scopeOf(options, stop)) };
  }
  const chosen = anchorOf(editor.state, utterance).isField ? chosenField(editor) : null;
  if (chosen) {
    done();
    const value = spokenFieldValue(chosen.field, said, language, lexicon);
    if (value !== null && fillField(editor, chosen, value)) return null;
    return { kind: 'not-for-field', said, label: chosen.field.label };
  }
  editor.view.dispatch(writeUtterance(editor.state, utterance, dictatedText(said, { language, lexicon })));
  return null;
}

function situationOf({ editor, draft, macros, measurements }: DictationOptions): CommandSituation {
  const { language } = draft.content;
  const present = new Set(sectionRanges(editor.state.doc).map(({ kind }) => kind));
  const chosen = chosenField(editor);
  return {
    language,
    sections: sectionKinds.filter((kind: SectionKind) => present.has(kind)),
    macros: macros(),
    options: chosen?.field.kind === 'choice' ? chosen.field.choices : [],
    measurements: measurements.length,
    hasNormal: hasOpenChoice(editor),
    hasWords: words => findWords(editor.state.doc, words, 0) !== null,
  };
}

function scopeOf({ macros, paragraphs, measurements, onSave, onSign }: DictationOptions, stop: () => void) {
  return { macros: macros(), paragraphs, measurements, stop, save: onSave, sign: onSign };
}

function correctionOffered(editor: Editor, language: Language): Correction | null {
  if (editor.isDestroyed) return null;
  const last = lastWritten(editor.state);
  if (!last || last.to <= last.from) return null;
  const now = editor.state.doc.textBetween(last.from, last.to, '\n', '\ufffc');
  return now === last.text ? null : correctionIn(last.text, now, language);
}

/** The reader's corrections of a language, kept up to date. */
function useLexicon(language: Language): { current: Lexicon } {
  const api = useApi();
  const lexicon = useRef<Lexicon>(emptyLexicon);
  useEffect(() => {
    let isCurrent = true;
    void outcomeOf(api.dictation.corrections({ language })).then(outcome => {
      if (isCurrent && outcome.ok) lexicon.current = lexiconOf(outcome.value.corrections);
    });
    return () => {
      isCurrent = false;
    };
  }, [api, language]);
  return lexicon;
}
