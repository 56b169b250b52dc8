import { z } from 'zod';

/** The parts of FHIR R4 resources that are used here. Everything else is kept, so that an update loses nothing. */
const codingSchema = z.looseObject({
  system: z.string().optional(),
  code: z.string().optional(),
  display: z.string().optional(),
});

const codeableConceptSchema = z.looseObject({
  coding: z.array(codingSchema).optional(),
  text: z.string().optional(),
});
export type CodeableConcept = z.infer<typeof codeableConceptSchema>;

const identifierSchema = z.looseObject({
  use: z.string().optional(),
  type: codeableConceptSchema.optional(),
  system: z.string().optional(),
  value: z.string().optional(),
});
export type Identifier = z.infer<typeof identifierSchema>;

const referenceSchema = z.looseObject({
  reference: z.string().optional(),
  type: z.string().optional(),
  identifier: identifierSchema.optional(),
  display: z.string().optional(),
});
export type Reference = z.infer<typeof referenceSchema>;

const extensionSchema = z.looseObject({
  url: z.string(),
  valueString: z.string().optional(),
  valueCoding: codingSchema.optional(),
  get valueAddress() {
    return z.looseObject({ extension: z.array(extensionSchema).optional() }).optional();
  },
  get extension() {
    return z.array(extensionSchema).optional();
  },
});
export type Extension = z.infer<typeof extensionSchema>;

const humanNameSchema = z.looseObject({
  use: z.string().optional(),
  family: z.string().optional(),
  given: z.array(z.string()).optional(),
  text: z.string().optional(),
  extension: z.array(extensionSchema).optional(),
});
export type HumanName = z.infer<typeof humanNameSchema>;

const metaSchema = z.looseObject({ versionId: z.string().optional() });
const idSchema = z.string().regex(/^[A-Za-z0-9.-]{1,64}$/);

export const serviceRequestSchema = z.looseObject({
  resourceType: z.literal('ServiceRequest'),
  id: idSchema,
  meta: metaSchema.optional(),
  identifier: z.array(identifierSchema).optional(),
  category: z.array(codeableConceptSchema).optional(),
  priority: z.string().optional(),
  code: codeableConceptSchema.optional(),
  orderDetail: z.array(codeableConceptSchema).optional(),
  subject: referenceSchema,
  authoredOn: z.string().optional(),
  requester: referenceSchema.optional(),
  reasonCode: z.array(codeableConceptSchema).optional(),
  bodySite: z.array(codeableConceptSchema).optional(),
  note: z.array(z.looseObject({ text: z.string() })).optional(),
  supportingInfo: z.array(referenceSchema).optional(),
});
export type ServiceRequest = z.infer<typeof serviceRequestSchema>;

export const patientResourceSchema = z.looseObject({
  resourceType: z.literal('Patient'),
  id: idSchema,
  identifier: z.array(identifierSchema).optional(),
  name: z.array(humanNameSchema).optional(),
  extension: z.array(extensionSchema).optional(),
  gender: z.string().optional(),
  birthDate: z.string().optional(),
});
export type PatientResource = z.infer<typeof patientResourceSchema>;

export const taskSchema = z.looseObject({
  resourceType: z.literal('Task'),
  id: idSchema,
  meta: metaSchema.optional(),
  status: z.string(),
  focus: referenceSchema.optional(),
  basedOn: z.array(referenceSchema).optional(),
  owner: referenceSchema.optional(),
  restriction: z.looseObject({ period: z.looseObject({ end: z.string().optional() }).optional() }).optional(),
});
export type Task = z.infer<typeof taskSchema>;

export const diagnosticReportSchema = z.looseObject({
  resourceType: z.literal('DiagnosticReport'),
  presentedForm: z
    .array(
      z.looseObject({ contentType: z.string().optional(), hash: z.string().optional(), data: z.string().optional() }),
    )
    .optional(),
});
export type DiagnosticReport = z.infer<typeof diagnosticReportSchema>;

/** A search result or transaction response. Resources are checked one by one, so that a bad one costs only itself. */
export const bundleSchema = z.looseObject({
  resourceType: z.literal('Bundle'),
  link: z.array(z.looseObject({ relation: z.string(), url: z.string() })).optional(),
  entry: z
    .array(
      z.looseObject({
        resource: z.looseObject({ resourceType: z.string() }).optional(),
        response: z.looseObject({ status: z.string(), outcome: z.unknown().optional() }).optional(),
      }),
    )
    .optional(),
});
export type Bundle = z.infer<typeof bundleSchema>;

export const operationOutcomeSchema = z.looseObject({
  resourceType: z.literal('OperationOutcome'),
  issue: z.array(
    z.looseObject({
      code: z.string().optional(),
      diagnostics: z.string().optional(),
      details: codeableConceptSchema.optional(),
    }),
  ),
});
