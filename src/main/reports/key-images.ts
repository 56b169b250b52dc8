import {
  type KeyImage,
  type KeyImageSelection,
  type KeyObjectTitle,
  type Outcome,
  type ReportContent,
  succeed,
} from '../../contract/index.ts';
import type { Clock } from '../ports.ts';
import type { KeyImages } from './report-service.ts';
import type { RemoteStore } from './store/protocol.ts';

interface KeyImageDependencies {
  readonly store: RemoteStore;
  readonly clock: Clock;
  readonly guarded: <T>(work: () => Promise<Outcome<T>>) => Promise<Outcome<T>>;
  readonly changed: () => void;
}

/** The key images of the report store. */
export class StoredKeyImages implements KeyImages {
  readonly #dependencies: KeyImageDependencies;

  constructor(dependencies: KeyImageDependencies) {
    this.#dependencies = dependencies;
  }

  of(reportId: string): Promise<Outcome<KeyImageSelection>> {
    const { guarded, store } = this.#dependencies;
    return guarded(async () => succeed(await store.keyImages(reportId)));
  }

  toggle(reportId: string, image: KeyImage): Promise<Outcome<KeyImageSelection>> {
    return this.#change(at => this.#dependencies.store.toggleKeyImage(reportId, image, at));
  }

  setTitle(reportId: string, title: KeyObjectTitle): Promise<Outcome<KeyImageSelection>> {
    return this.#change(at => this.#dependencies.store.setKeyImageTitle(reportId, title, at));
  }

  #change(work: (at: string) => Promise<Outcome<KeyImageSelection>>): Promise<Outcome<KeyImageSelection>> {
    const { guarded, clock, changed } = this.#dependencies;
    return guarded(async () => {
      const outcome = await work(new Date(clock.now()).toISOString());
      if (outcome.ok) changed();
      return outcome;
    });
  }
}

/** The content with the key images as they stand; without any where none are marked. */
export function withKeyImages(
  { keyImages: _, ...content }: ReportContent,
  keyImages: KeyImageSelection,
): ReportContent {
  return keyImages.images.length === 0 ? content : { ...content, keyImages };
}
