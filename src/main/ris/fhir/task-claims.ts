import { type Claim, type Failure, fail, type Order, type Outcome, succeed } from '../../../contract/index.ts';
import type { OrderClaim, Reader } from '../ris-connector.ts';
import type { FhirAnswer, FhirClient } from './fhir-client.ts';
import { type Reference, type Task, taskSchema } from './resources.ts';

/** Owners that stand for a pool of readers: a reader may take the task from them. */
const pools = /^(?:Organization|CareTeam|HealthcareService)\//;

/** Claims orders by making the reader the owner of their Task, with If-Match so that of two at once one wins. */
export class TaskClaims {
  readonly #client: FhirClient;
  readonly #siteId: string;
  /** Tasks that this run has claimed, and what they were before. */
  readonly #former = new Map<string, Pick<Task, 'status' | 'owner'>>();

  constructor(client: FhirClient, siteId: string) {
    this.#client = client;
    this.#siteId = siteId;
  }

  /** Null where the server keeps no versions, so that nothing could be exclusive. */
  async take(taskId: string, reader: Reader): Promise<Outcome<Claim> | null> {
    // Another change of the task (its status, a note) also fails If-Match; then the new version is tried once.
    for (let round = 1; ; round += 1) {
      const found = await this.#read(taskId);
      if (!found.ok) return found;
      const { task, version } = found.value;
      const owner = personOf(task.owner);
      if (owner && owner.identifier !== reader.identifier) return this.#claimedBy(owner.name);
      if (version === null) return null;
      const { owner: formerOwner, status } = task;
      const owned: Task = { ...task, owner: ownerOf(reader), status: 'in-progress' };
      const answer = await this.#write(owned, version);
      if (isSuccess(answer)) {
        // A task that was ours already (after a restart) keeps what is known of it.
        if (!owner) this.#former.set(taskId, { status, ...(formerOwner ? { owner: formerOwner } : {}) });
        else if (!this.#former.has(taskId)) this.#former.set(taskId, { status: 'ready' });
        return succeed({ by: reader.name, scope: 'ris', mine: true });
      }
      if (!isConflict(answer) || round === 2) {
        return isConflict(answer) ? this.#claimedBy('?') : { ok: false, failure: this.#client.failureOf(answer) };
      }
    }
  }

  /** Gives the task back as it was. Nothing is done to a task that is not this reader's any more. */
  async release(taskId: string, reader: Reader): Promise<Failure | null> {
    const found = await this.#read(taskId);
    if (!found.ok) return found.failure;
    const { task, version } = found.value;
    if (personOf(task.owner)?.identifier !== reader.identifier || version === null) return null;
    const { owner: _owner, ...rest } = task;
    const answer = await this.#write({ ...rest, status: 'ready', ...this.#former.get(taskId) } as Task, version);
    if (!isSuccess(answer)) return this.#client.failureOf(answer);
    this.#former.delete(taskId);
    return null;
  }

  /** Who reads the order of a task, as the task says. */
  claimOf(order: Order, task: Task): OrderClaim | null {
    const owner = personOf(task.owner);
    if (!owner) return null;
    return {
      orderKey: order.key,
      by: owner.name.slice(0, 128),
      identifier: owner.identifier,
      scope: 'ris',
      here: this.#former.has(task.id),
    };
  }

  #claimedBy(by: string): Outcome<Claim> {
    return fail('order-claimed-by-other', { site: this.#siteId, by: by.slice(0, 128) });
  }

  async #read(taskId: string): Promise<Outcome<{ task: Task; version: string | null }>> {
    const answer = await this.#client.request({ method: 'GET', path: `Task/${taskId}` });
    const task = answer.kind === 'answered' && answer.status === 200 ? taskSchema.safeParse(answer.body) : null;
    if (!task?.success || answer.kind !== 'answered') return { ok: false, failure: this.#client.failureOf(answer) };
    const { versionId } = task.data.meta ?? {};
    const tag = answer.headers.get('ETag') ?? (versionId ? `W/"${versionId}"` : null);
    return succeed({ task: task.data, version: tag });
  }

  #write(task: Task, version: string): Promise<FhirAnswer> {
    const body = new TextEncoder().encode(JSON.stringify(task));
    return this.#client.request({ method: 'PUT', path: `Task/${task.id}`, body, ifMatch: version });
  }
}

function isSuccess(answer: FhirAnswer): boolean {
  return answer.kind === 'answered' && answer.status >= 200 && answer.status < 300;
}

function isConflict(answer: FhirAnswer): boolean {
  return answer.kind === 'answered' && (answer.status === 412 || answer.status === 409);
}

function ownerOf({ name, identifier }: Reader): Reference {
  return { type: 'Practitioner', identifier: { value: identifier }, display: name };
}

/** The person who owns a task; null when nobody or a pool does. */
function personOf(owner: Reference | undefined): { name: string; identifier: string | null } | null {
  const { reference = '', identifier, display, type } = owner ?? {};
  if (!owner || pools.test(reference) || pools.test(`${type}/`)) return null;
  const value = identifier?.value ?? null;
  const name = display ?? value ?? reference;
  return name === '' ? null : { name, identifier: value };
}
