import {
  fieldSchema,
  type Inline,
  type Measurement,
  measurementSchema,
  type Paragraph,
  type ReportContent,
  type SectionKind,
  sectionKinds,
} from '../../../contract/index.ts';

/** The part of ProseMirror's JSON that the report's schema uses. */
export interface EditorJson {
  type: string;
  attrs?: Record<string, unknown> | undefined;
  content?: EditorJson[];
  text?: string;
  marks?: { type: string; attrs?: Record<string, unknown> }[];
}

function inlineToJson(inline: Inline): EditorJson {
  if (inline.type === 'measurement') return { type: 'measurement', attrs: { measurement: inline.measurement } };
  if (inline.type === 'field') return { type: 'field', attrs: { field: inline.field } };
  const marks = [
    ...(inline.bold === true ? [{ type: 'bold' }] : []),
    ...(inline.italic === true ? [{ type: 'italic' }] : []),
    ...(inline.copiedFrom === undefined ? [] : [{ type: 'copied', attrs: { from: inline.copiedFrom } }]),
  ];
  return marks.length > 0 ? { type: 'text', text: inline.text, marks } : { type: 'text', text: inline.text };
}

/** A paragraph of the report as the editor's document holds it. */
export function paragraphToJson(paragraph: Paragraph): EditorJson {
  return paragraph.content.length > 0
    ? { type: 'paragraph', content: paragraph.content.map(inlineToJson) }
    : { type: 'paragraph' };
}

/** The sections that a report has, in their order. */
function kindsOf(content: Pick<ReportContent, 'sections'>): SectionKind[] {
  return sectionKinds.filter(kind => kind !== 'dose' || content.sections.some(section => section.kind === kind));
}

/** The editor's document for a report; a section without text gets the empty paragraph that the caret needs. */
export function contentToEditor(content: ReportContent): EditorJson {
  return {
    type: 'doc',
    content: kindsOf(content).map(kind => {
      const blocks = content.sections.find(section => section.kind === kind)?.blocks ?? [];
      return {
        type: 'section',
        attrs: { kind },
        content: blocks.length > 0 ? blocks.map(paragraphToJson) : [{ type: 'paragraph' }],
      };
    }),
  };
}

function inlineFromJson(json: EditorJson): Inline | null {
  if (json.type === 'measurement') {
    const parsed = measurementSchema.safeParse(json.attrs?.measurement);
    return parsed.success ? { type: 'measurement', measurement: parsed.data satisfies Measurement } : null;
  }
  if (json.type === 'field') {
    const parsed = fieldSchema.safeParse(json.attrs?.field);
    return parsed.success ? { type: 'field', field: parsed.data } : null;
  }
  if (json.type !== 'text' || !json.text) return null;
  const copied = json.marks?.find(({ type }) => type === 'copied')?.attrs?.from;
  const has = (mark: string) => json.marks?.some(({ type }) => type === mark) === true;
  return {
    type: 'text',
    text: json.text,
    ...(has('bold') ? { bold: true } : {}),
    ...(has('italic') ? { italic: true } : {}),
    ...(typeof copied === 'string' ? { copiedFrom: copied } : {}),
  };
}

/** The paragraphs of an editor; none where they hold only the caret's empty paragraph. */
export function blocksFromJson(paragraphs: readonly EditorJson[]): Paragraph[] {
  const blocks = paragraphs.map(
    (paragraph): Paragraph => ({
      type: 'paragraph',
      content: (paragraph.content ?? []).map(inlineFromJson).filter(inline => inline !== null),
    }),
  );
  return blocks.every(block => block.content.length === 0) ? [] : blocks;
}

/** The report's tree from the editor's document. A section that holds only the caret's empty paragraph has no blocks. */
export function contentFromEditor(doc: EditorJson, base: Omit<ReportContent, 'sections'>): ReportContent {
  const sectionOf = (kind: SectionKind) =>
    doc.content?.find(node => node.type === 'section' && node.attrs?.kind === kind);
  return {
    language: base.language,
    title: base.title,
    ...(base.template ? { template: base.template } : {}),
    // What was added to a signed text, and why it is corrected, are written beside this editor.
    ...(base.addenda ? { addenda: base.addenda } : {}),
    ...(base.reason === undefined ? {} : { reason: base.reason }),
    sections: sectionKinds.flatMap(kind => {
      const section = sectionOf(kind);
      if (!section && kind === 'dose') return [];
      return { kind, blocks: blocksFromJson(section?.content ?? []) };
    }),
  };
}

/** True when two contents say the same, whatever their empty paragraphs. */
export function isSameContent(a: ReportContent, b: ReportContent): boolean {
  const normal = (content: ReportContent) => JSON.stringify(contentFromEditor(contentToEditor(content), content));
  return normal(a) === normal(b);
}
