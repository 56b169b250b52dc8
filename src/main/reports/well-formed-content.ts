import type { Field, Inline, Paragraph, ReportContent } from '../../contract/index.ts';

/**
 * Text that every rendering can carry: whole Unicode characters (RFC 8785 refuses lone surrogates), `\n` line ends,
 * and no control characters besides line feed and tab (XML 1.0 has none of them).
 */
export function wordText(text: string): string {
  return (
    text
      .toWellFormed()
      .replace(/\r\n?/g, '\n')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones taken out
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]/g, '')
  );
}

/** The same content with every text made well-formed; a run that has no text left goes. */
export function wellFormedContent(content: ReportContent): ReportContent {
  return {
    ...content,
    title: wordText(content.title),
    sections: content.sections.map(section => ({ ...section, blocks: wellFormedBlocks(section.blocks) })),
    ...(content.addenda
      ? { addenda: content.addenda.map(addendum => ({ ...addendum, blocks: wellFormedBlocks(addendum.blocks) })) }
      : {}),
    ...(content.reason === undefined ? {} : { reason: wordText(content.reason) }),
  };
}

function wellFormedBlocks(blocks: readonly Paragraph[]): Paragraph[] {
  return blocks.map(block => ({
    ...block,
    content: block.content.flatMap((inline): Inline[] => {
      if (inline.type === 'field') return [{ ...inline, field: wellFormedField(inline.field) }];
      if (inline.type !== 'text') return [inline];
      const text = wordText(inline.text);
      return text === '' ? [] : [{ ...inline, text }];
    }),
  }));
}

/** A value without any text left is none. */
function wellFormedField(field: Field): Field {
  if (field.value === null || field.kind === 'number' || field.kind === 'date') return field;
  const value = wordText(field.value);
  return { ...field, value: value === '' ? null : value };
}
