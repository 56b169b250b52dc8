import { z } from 'zod';

/** What the headers of a study's images and its dose report say about how it was made. */
export const examinationFactsSchema = z.object({
  /** `unknown`: nothing has arrived, or headers of this kind do not say. */
  contrast: z.discriminatedUnion('state', [
    z.object({ state: z.literal('unknown') }),
    z.object({ state: z.literal('none') }),
    z.object({
      state: z.literal('given'),
      /** (0018,0010), as the modality wrote it. */
      agent: z.string().max(128),
      /** (0018,1041), mL. */
      volume: z.number().nonnegative().nullable(),
    }),
  ]),
  /** (0018,0050) of the acquired series, mm, thinnest and thickest. */
  sliceThickness: z.object({ least: z.number(), most: z.number() }).nullable(),
  /** (0018,0060), kV, least and most. */
  tubeVoltage: z.object({ least: z.number(), most: z.number() }).nullable(),
  /** (0008,103E) of the acquired series, in their order. */
  series: z.array(z.string().max(64)).max(200),
  /** Of the radiation dose report (PS3.16 TID 10011, TID 10001), or of the images. */
  dose: z
    .object({
      /** CT: mean CTDIvol of each irradiation event, mGy. */
      ctdiVol: z.array(z.number()),
      /** CT: dose length product of the examination, mGy.cm. */
      dlp: z.number().nullable(),
      /** Projection: dose area product of the examination, cGy.cm². */
      dap: z.number().nullable(),
    })
    .nullable(),
});
export type ExaminationFacts = z.infer<typeof examinationFactsSchema>;
