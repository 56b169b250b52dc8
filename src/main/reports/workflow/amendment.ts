import {
  type AmendmentKind,
  type Draft,
  type ReportContent,
  replacedVersion,
  type SealedVersion,
  type VersionLine,
} from '../../../contract/index.ts';

/** Who signed the versions given, as what and when. */
export function historyOf(versions: readonly SealedVersion[]): VersionLine[] {
  return versions.map(({ version, status, signedAt, signer }) => ({ version, status, signedAt, signer }));
}

/**
 * The versions that a version follows, as its receivers know them: each the one that the next replaces. `before` are all
 * versions before it, oldest first, recalled ones among them.
 */
export function lineageOf(
  version: Pick<SealedVersion, 'version' | 'replaces'>,
  before: readonly SealedVersion[],
): SealedVersion[] {
  const number = replacedVersion(version);
  const replaced = before.find(each => each.version === number);
  return replaced ? [...lineageOf(replaced, before), replaced] : [];
}

/**
 * The first content of an addendum or correction: the latest signed text, and for an addendum an empty one under it, which
 * will be part of version `next`.
 */
export function amendmentContent(
  latest: SealedVersion,
  kind: AmendmentKind,
  reason: string,
  next: number,
): ReportContent {
  // What is known of critical results and key images when the amendment is signed is stated anew.
  const { reason: _, criticalResults: __, keyImages: ___, ...content } = latest.content;
  if (kind === 'correction') return { ...content, reason };
  return { ...content, addenda: [...(content.addenda ?? []), { version: next, blocks: [] }] };
}

/** A recalled version as the draft that it was: `next` is the version that an addendum in it will be part of. */
export function recalledContent({ content, status }: SealedVersion, next: number): ReportContent {
  // What is known of critical results and key images when it is signed again is stated anew.
  const { criticalResults: _, keyImages: __, ...written } = content;
  const last = written.addenda?.at(-1);
  if (status !== 'addendum' || !written.addenda || !last) return written;
  return { ...written, addenda: [...written.addenda.slice(0, -1), { ...last, version: next }] };
}

/** The content of a withdrawal: the text stays legible, with the reason above it. */
export function withdrawnContent(latest: SealedVersion, reason: string): ReportContent {
  return { ...latest.content, reason };
}

/**
 * Whether a save keeps to what its draft may change. The text of a signed version never changes: under an addendum
 * everything but the new addendum is as it was signed, and a correction leaves the addenda before it alone.
 */
export function keepsSignedText(draft: Pick<Draft, 'amends' | 'content'>, next: ReportContent): boolean {
  const { amends, content } = draft;
  const last = amends?.kind === 'addendum' ? -1 : undefined;
  const locked = ({ addenda, language, reason }: ReportContent) => [(addenda ?? []).slice(0, last), language, reason];
  const same = (left: unknown, right: unknown) => JSON.stringify(left) === JSON.stringify(right);
  if (!same(locked(content), locked(next))) return false;
  if (amends?.kind !== 'addendum') return true;
  const text = ({ title, sections, addenda, template }: ReportContent) => [
    title,
    template,
    sections,
    addenda?.at(-1)?.version,
  ];
  return same(text(content), text(next)) && next.addenda?.length === content.addenda?.length;
}

/**
 * Whether an amendment says nothing: an addendum without text, a correction without any change. Whom a critical result
 * was told since is something to say, and so are other key images.
 */
export function isEmptyAmendment(draft: Pick<Draft, 'amends' | 'content'>, latest: SealedVersion | null): boolean {
  if (!draft.amends || !latest) return false;
  const { criticalResults: now = [] } = draft.content;
  if (JSON.stringify(now) !== JSON.stringify(latest.content.criticalResults ?? [])) return false;
  if (JSON.stringify(draft.content.keyImages) !== JSON.stringify(latest.content.keyImages)) return false;
  if (draft.amends.kind === 'addendum') {
    const blocks = draft.content.addenda?.at(-1)?.blocks ?? [];
    return !blocks.some(({ content }) => content.some(inline => inline.type !== 'text' || inline.text.trim() !== ''));
  }
  const text = ({ title, sections }: ReportContent) => JSON.stringify([title, sections]);
  return text(draft.content) === text(latest.content);
}
