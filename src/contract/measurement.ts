import { z } from 'zod';
import { uidSchema } from './identity.ts';

/** How a length came to its millimetres; always shown beside the value. */
export const calibrationKindSchema = z.enum([
  'patient-plane', // Pixel Spacing of a cross-sectional image, or corrected for a known plane (PS3.3 10.7.1.3)
  'detector-plane', // Imager Pixel Spacing alone: at the detector, magnified (PS3.3 C.8.11.3.1)
  'magnification-corrected', // Imager Pixel Spacing divided by an estimated magnification, because a person chose so
  'user-calibrated', // by a person, on an object of known size in the image
  'ultrasound-region', // (0018,6011) Sequence of Ultrasound Regions
  'uncalibrated', // no spacing known: pixels only
]);
export type CalibrationKind = z.infer<typeof calibrationKindSchema>;

export const quantitySchema = z.object({
  quantity: z.enum([
    'length',
    'area',
    'mean',
    'standard-deviation',
    'minimum',
    'maximum',
    'median',
    'pixel-count',
    'time',
    'velocity',
    'value', // of one pixel or voxel
    'angle',
  ]),
  value: z.number(),
  /**
   * UCUM, or `[hnsf'U]` for Hounsfield units, `1` for none; of uptakes as in PS3.16 CID 85, `{SUVbw}g/ml`. `[px]`/`[px2]`
   * when uncalibrated: column widths, where pixels are known not to be square.
   */
  unit: z.string().max(32),
});
export type Quantity = z.infer<typeof quantitySchema>;

/** Why an image that has ultrasound regions gives no millimetres here. */
export const uncalibratedReasonSchema = z.enum([
  'outside-regions', // a point lies in no region
  'across-regions', // its points lie in different regions
  'ambiguous-regions', // regions overlap there and do not agree (PS3.3 C.8.5.5.1.3)
  'no-length-in-region', // the region has no unit of length in both directions
]);
export type UncalibratedReason = z.infer<typeof uncalibratedReasonSchema>;

/** Where a measurement was made: enough to find the image again and to refuse another patient's. */
export const imageReferenceSchema = z.object({
  patientId: z.string().max(128),
  studyUid: uidSchema,
  seriesUid: uidSchema,
  /** The instance the points lie on; the nearest one for an oblique reformat. */
  sopInstanceUid: uidSchema,
  frameNumber: z.number().int().positive(),
  /** Position of the image in its display set, from 1, and the number of images, as shown on screen. */
  imageNumber: z.number().int().positive(),
  imageCount: z.number().int().positive(),
});

export const measurementSchema = z.object({
  id: z.string().min(1).max(64),
  kind: z.enum(['length', 'ellipse', 'polygon', 'angle', 'cobb', 'point']),
  calibration: calibrationKindSchema,
  uncalibratedReason: uncalibratedReasonSchema.optional(),
  quantities: z.array(quantitySchema).min(1).max(8),
  image: imageReferenceSchema,
  /**
   * Patient coordinates in mm (PS3.3 C.7.6.2.1.1); pixel column/row/0 where the image has no position. The ends of a
   * length and of both axes of an ellipse, the corners of a polygon, an arm's end, the vertex and the other arm's end of
   * an angle, the ends of both lines of a Cobb angle.
   */
  points: z
    .array(z.tuple([z.number(), z.number(), z.number()]))
    .min(1)
    .max(64),
});
export type Measurement = z.infer<typeof measurementSchema>;
export type ImageReference = z.infer<typeof imageReferenceSchema>;
