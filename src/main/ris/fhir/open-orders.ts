import { type Failure, fail, type Order, type Outcome, succeed } from '../../../contract/index.ts';
import type { FhirClient } from './fhir-client.ts';
import { isImaging, keyOfServiceRequest, orderOf } from './order-mapping.ts';
import {
  bundleSchema,
  type PatientResource,
  patientResourceSchema,
  type ServiceRequest,
  serviceRequestSchema,
  type Task,
  taskSchema,
} from './resources.ts';

const mostPages = 50;
const searchOfRequests = 'ServiceRequest?status=active&_count=200&_include=ServiceRequest:subject';
const searchOfTasks = 'Task?status=requested,received,accepted,ready,in-progress,on-hold&_count=200';

export interface OpenOrders {
  readonly orders: readonly Order[];
  /** The task of each order that has one, by order key. */
  readonly tasks: ReadonlyMap<string, Task>;
  readonly rejected: readonly { readonly what: string; readonly version: string; readonly failure: Failure }[];
}

/** All open orders of the server, or the failure that kept them from being read whole. A bad one costs only itself. */
export async function readOpenOrders(
  client: FhirClient,
  siteId: string,
  signal: AbortSignal,
): Promise<Outcome<OpenOrders>> {
  const found = await searchAll(client, searchOfRequests, signal);
  if (!found.ok) return found;
  const tasks = await readTasks(client, signal);
  if (!tasks.ok) return tasks;
  const rejected: { what: string; version: string; failure: Failure }[] = [];
  const requests: ServiceRequest[] = [];
  const patients = new Map<string, PatientResource>();
  for (const resource of found.value) {
    const request = serviceRequestSchema.safeParse(resource);
    const patient = patientResourceSchema.safeParse(resource);
    if (request.success) requests.push(request.data);
    else if (patient.success) patients.set(`Patient/${patient.data.id}`, patient.data);
    else if (resource.resourceType === 'ServiceRequest') {
      const field = String(request.error.issues[0]?.path.join('.') ?? '');
      const { failure } = fail('order-unreadable', { segment: 'ServiceRequest', field, reason: 'malformed' });
      rejected.push({ what: `ServiceRequest/${String(resource.id).slice(0, 64)}`, version: field, failure });
    }
  }
  const orders: Order[] = [];
  for (const request of requests.filter(isImaging)) {
    const patient = await readPatient(client, request.subject.reference, patients, signal);
    if (!patient.ok) return patient;
    const order = orderOf(request, patient.value, tasks.value.get(keyOfServiceRequest(request.id)), siteId);
    if (order.ok) orders.push(order.value);
    else {
      const version = request.meta?.versionId ?? '';
      rejected.push({ what: `ServiceRequest/${request.id}`, version, failure: order.failure });
    }
  }
  return succeed({ orders, tasks: tasks.value, rejected });
}

/** Tasks by the key of the order they are about. A server that knows no Task has none. */
async function readTasks(client: FhirClient, signal: AbortSignal): Promise<Outcome<ReadonlyMap<string, Task>>> {
  const found = await searchAll(client, searchOfTasks, signal);
  if (!found.ok && found.failure.code !== 'ris-refused') return found;
  const tasks = new Map<string, Task>();
  for (const resource of found.ok ? found.value : []) {
    const task = taskSchema.safeParse(resource);
    if (!task.success) continue;
    for (const { reference } of [...(task.data.focus ? [task.data.focus] : []), ...(task.data.basedOn ?? [])]) {
      const key = /(ServiceRequest\/[A-Za-z0-9.-]{1,64})(?:\/_history\/.*)?$/.exec(reference ?? '')?.[1];
      if (key && !tasks.has(key)) tasks.set(key, task.data);
    }
  }
  return succeed(tasks);
}

/** The patient a request refers to: included in the search, else asked for. Undefined when the server has none. */
async function readPatient(
  client: FhirClient,
  reference: string | undefined,
  patients: Map<string, PatientResource>,
  signal: AbortSignal,
): Promise<Outcome<PatientResource | undefined>> {
  const path = /(Patient\/[A-Za-z0-9.-]{1,64})(?:\/_history\/.*)?$/.exec(reference ?? '')?.[1];
  if (!path || patients.has(path)) return succeed(path ? patients.get(path) : undefined);
  const answer = await client.request({ method: 'GET', path, signal });
  if (answer.kind === 'failed' || answer.status >= 500 || answer.status === 401) {
    return { ok: false, failure: client.failureOf(answer) };
  }
  const patient = patientResourceSchema.safeParse(answer.body);
  if (patient.success) patients.set(path, patient.data);
  return succeed(patient.success ? patient.data : undefined);
}

/** All pages of a search; half of them is a failure, so that orders are not lost by a broken page. */
async function searchAll(client: FhirClient, search: string, signal: AbortSignal) {
  const resources: (Record<string, unknown> & { resourceType: string })[] = [];
  let next: string | undefined = search;
  for (let page = 0; next !== undefined && page < mostPages; page += 1) {
    const answer = await client.request({ method: 'GET', path: next, signal });
    const bundle = answer.kind === 'answered' && answer.status === 200 ? bundleSchema.safeParse(answer.body) : null;
    if (!bundle?.success) return { ok: false as const, failure: client.failureOf(answer) };
    for (const { resource } of bundle.data.entry ?? []) if (resource) resources.push(resource);
    next = bundle.data.link?.find(({ relation }) => relation === 'next')?.url;
  }
  return succeed(resources);
}
