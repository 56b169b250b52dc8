import { z } from 'zod';
import { uidSchema } from './identity.ts';
import { imageReferenceSchema } from './measurement.ts';

/** What key images are chosen for (PS3.16 CID 7010), as their Key Object Selection says it. */
export const keyObjectTitles = [
  'of-interest',
  'for-referring-provider',
  'for-surgery',
  'for-conference',
  'for-teaching',
] as const;
export const keyObjectTitleSchema = z.enum(keyObjectTitles);
export type KeyObjectTitle = z.infer<typeof keyObjectTitleSchema>;

/** An image that the reader marked, as the stored instance describes itself. */
export const keyImageSchema = imageReferenceSchema.extend({
  sopClassUid: uidSchema,
  /** (0028,0008) of the instance: a frame is named only where there are several. */
  numberOfFrames: z.number().int().positive(),
});
export type KeyImage = z.infer<typeof keyImageSchema>;

export const mostKeyImages = 200;

/** The key images of a report, in the order in which they were marked. */
export const keyImageSelectionSchema = z.object({
  title: keyObjectTitleSchema,
  images: z.array(keyImageSchema).max(mostKeyImages),
});
export type KeyImageSelection = z.infer<typeof keyImageSelectionSchema>;

export const noKeyImages: KeyImageSelection = { title: 'of-interest', images: [] };

/** Which picture is meant. */
export type ImageName = Pick<KeyImage, 'sopInstanceUid' | 'frameNumber'>;

/** Whether two references name the same picture. */
export function isSameImage(left: ImageName, right: ImageName): boolean {
  return left.sopInstanceUid === right.sopInstanceUid && left.frameNumber === right.frameNumber;
}
