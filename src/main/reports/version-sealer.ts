import { randomUUID } from 'node:crypto';
import {
  type Distribution,
  fail,
  type Outcome,
  type ReportContent,
  type ReportSubject,
  type ReportView,
  type SealedVersion,
  standingVersions,
  succeed,
  type VersionStatus,
} from '../../contract/index.ts';
import type { Log } from '../ports.ts';
import type { PreparedDelivery, Reader, Renderings, ReportChannel } from '../ris/index.ts';
import { deliveryPlaces } from './outbox/delivery-places.ts';
import type { RenderingSource } from './render/report-document.ts';
import { chainHash, hashesOf, manifestBytes } from './seal/manifest.ts';
import type { Signer } from './seal/signer.ts';
import type { SealedReader } from './sealed-reader.ts';
import type { NewDelivery } from './store/outbox-store.ts';
import type { RemoteStore } from './store/protocol.ts';
import { historyOf } from './workflow/amendment.ts';
import { isLegalStep, stageOf } from './workflow/steps.ts';

export interface SealerDependencies {
  readonly store: RemoteStore;
  readonly sealedReader: SealedReader;
  readonly signer: Signer;
  readonly reader: Reader;
  readonly channels: (siteId: string) => readonly ReportChannel[];
  readonly timeZone: string;
  readonly log: Log;
}

export interface VersionToSeal {
  readonly reportId: string;
  readonly status: VersionStatus;
  readonly subject: ReportSubject;
  readonly content: ReportContent;
  /** All versions before it, oldest first; those that were recalled are in the chain, and nobody was given them. */
  readonly before: Pick<ReportView, 'sealed' | 'recalled'>;
  /** Of the draft that is signed; null for a withdrawal. */
  readonly revision: number | null;
  readonly signedAt: string;
  /** Whom it goes to, where the site's channels carry that. */
  readonly distribution: Distribution | null;
  /** Nothing is sent before; null for at once. */
  readonly heldUntil: string | null;
}

/**
 * Renders a version, chains it to the one before, signs it and queues it on every channel of its site. A chain that does
 * not verify is not carried on.
 */
export async function sealVersion(
  dependencies: SealerDependencies,
  request: VersionToSeal,
): Promise<Outcome<SealedVersion>> {
  const { store, sealedReader, signer, reader, timeZone } = dependencies;
  const { reportId, status, subject, content, before, signedAt, distribution } = request;
  const standing = standingVersions(before);
  const stage = stageOf(standing);
  if (!isLegalStep(stage, status)) {
    return fail('report-step-illegal', { report: reportId, from: stage, to: status });
  }
  const damage = await sealedReader.damage(before.sealed);
  if (damage) return damage;

  const history = historyOf(standing);
  const [latest, replaced] = [before.sealed.at(-1), standing.at(-1)];
  const sealing = {
    version: before.sealed.length + 1,
    status,
    ...(latest?.version === replaced?.version ? {} : { replaces: replaced?.version ?? null }),
    signer: { name: signer.name, identifier: signer.identifier, demonstration: signer.demonstration },
  };
  const source: RenderingSource = {
    reportId,
    subject,
    content,
    at: signedAt,
    timeZone,
    sealing,
    history,
    sender: distribution?.sender,
  };
  const renderings = await store.render(source);
  const unsigned = {
    reportId,
    ...sealing,
    subject,
    content,
    signedAt,
    ...(history.length > 0 ? { history } : {}),
    hashes: hashesOf(content, renderings),
    ...(distribution ? { distribution } : {}),
    previousHash: latest ? chainHash(latest) : null,
  };
  const signature = await signed(dependencies, manifestBytes(unsigned));
  if (!signature.ok) return signature;
  const version: SealedVersion = { ...unsigned, signature: signature.value };
  return store.seal({
    version,
    revision: request.revision,
    renderings,
    deliveries: await newDeliveries(dependencies, version, renderings, request.heldUntil),
    actor: reader.identifier,
  });
}

async function signed({ signer, log }: SealerDependencies, manifest: Uint8Array): Promise<Outcome<string>> {
  try {
    return succeed(await signer.sign(manifest));
  } catch (error) {
    log.warn('reports.signing-failed', { reason: error instanceof Error ? error.name : 'unknown' });
    return fail('signing-key-unusable', {});
  }
}

/** One for each channel, and each order where the channel's receiver answers for each; one that waits without channels. */
async function newDeliveries(
  dependencies: SealerDependencies,
  version: SealedVersion,
  renderings: Renderings,
  heldUntil: string | null,
): Promise<NewDelivery[]> {
  const { store, channels } = dependencies;
  const all = channels(version.subject.site);
  const present = all.filter(channel => channel.carries?.(version) ?? true);
  if (all.length === 0) {
    const messageId = await store.nextMessageId();
    const forAll = { channelId: null, target: '', orderKey: null, orderNumber: null };
    return [{ id: randomUUID(), messageId, ...forAll, heldUntil, prepared: null }];
  }
  const deliveries: NewDelivery[] = [];
  for (const { channel, orderKey, orderNumber } of deliveryPlaces(present, version.subject)) {
    const messageId = await store.nextMessageId();
    const prepared = preparedFor(dependencies, version, () =>
      channel.prepare(version, renderings, messageId, orderKey),
    );
    const { id: channelId, target } = channel;
    const place = { channelId, target, orderKey, orderNumber };
    deliveries.push({ id: randomUUID(), messageId, ...place, heldUntil, prepared });
  }
  return deliveries;
}

/** Signing never fails for the sake of a receiver: what cannot be prepared now is queued and prepared later. */
function preparedFor(
  { log }: SealerDependencies,
  { reportId }: SealedVersion,
  prepare: () => PreparedDelivery,
): PreparedDelivery | null {
  try {
    return prepare();
  } catch (error) {
    log.warn('reports.prepare-failed', { report: reportId, reason: error instanceof Error ? error.name : 'unknown' });
    return null;
  }
}
