import { fail, noKeyImages, type Outcome, succeed } from '../../contract/index.ts';
import { StateChannel } from '../channel.ts';
import { importSite } from '../import/index.ts';
import { keyImageOf } from '../reading-case/index.ts';
import type { Services } from '../services.ts';
import { procedures } from './procedures.ts';

/** The images that the reader marks for the report of the open case. */
export function keyImageProcedures({ reports, readingCase, cache, reportLanguage }: Services) {
  let known: { readonly epoch: number; readonly reportId: string } | null = null;

  /** The report of the case on screen; the same for the whole of it. */
  const reportOf = async (asked: number): Promise<Outcome<string>> => {
    const { epoch, reading } = readingCase.current.value;
    if (epoch !== asked || reading === null) return fail('key-image-refused', { reason: 'case-changed' });
    if (known?.epoch === epoch) return succeed(known.reportId);
    if (reading.site.id === importSite.id) return fail('import-without-ris');
    const opened = await reports.open(reading, reportLanguage(reading.site.id));
    if (!opened.ok) return opened;
    const { draft, sealed } = opened.value;
    const reportId = draft?.reportId ?? sealed.at(-1)?.reportId;
    if (reportId === undefined) return fail('report-unknown');
    known = { epoch, reportId };
    return succeed(reportId);
  };

  const present = async () => {
    const { epoch } = readingCase.current.value;
    const reportId = await reportOf(epoch);
    const selection = reportId.ok ? await reports.keyImages.of(reportId.value) : reportId;
    return { epoch, selection: selection.ok ? selection.value : noKeyImages };
  };

  return {
    watch: procedures.keyImages.watch.handler(async function* ({ signal }) {
      const shown = new StateChannel(await present());
      const look = async () => shown.set(await present());
      const stopListening = reports.onChange(() => void look());
      const follow = async () => {
        for await (const { epoch } of readingCase.current.watch(signal)) {
          if (epoch !== shown.value.epoch) await look();
        }
      };
      void follow();
      try {
        yield* shown.watch(signal);
      } finally {
        stopListening();
      }
    }),
    toggle: procedures.keyImages.toggle.handler(async ({ input: { epoch, image } }) => {
      const { reading } = readingCase.current.value;
      const reportId = await reportOf(epoch);
      if (!reportId.ok) return reportId;
      if (!reading) return fail('key-image-refused', { reason: 'case-changed' });
      const keyImage = keyImageOf(reading, image, await cache.instances(image.studyUid));
      if (!keyImage.ok) return keyImage;
      const marked = await reports.keyImages.toggle(reportId.value, keyImage.value);
      return marked.ok ? succeed({}) : marked;
    }),
    setTitle: procedures.keyImages.setTitle.handler(async ({ input: { epoch, title } }) => {
      const reportId = await reportOf(epoch);
      if (!reportId.ok) return reportId;
      const set = await reports.keyImages.setTitle(reportId.value, title);
      return set.ok ? succeed({}) : set;
    }),
  };
}
