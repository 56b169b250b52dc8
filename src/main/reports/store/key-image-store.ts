import {
  fail,
  isSameImage,
  type KeyImage,
  type KeyImageSelection,
  type KeyObjectTitle,
  mostKeyImages,
  noKeyImages,
  type Outcome,
  succeed,
} from '../../../contract/index.ts';
import type { Database } from '../../database/index.ts';

/** The key images of reports. Synchronous; every method is one transaction. */
export class KeyImageStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  keyImages(reportId: string): KeyImageSelection {
    const row = this.#database
      .prepare<{ selection: string }>('SELECT selection FROM key_images WHERE report_id = ?')
      .get([reportId]);
    return row ? JSON.parse(row.selection) : noKeyImages;
  }

  /** Marks an image, or takes its mark away. */
  toggleKeyImage(reportId: string, image: KeyImage, at: string): Outcome<KeyImageSelection> {
    return this.#change(reportId, at, ({ title, images }) => {
      const others = images.filter(each => !isSameImage(each, image));
      if (others.length < images.length) return succeed({ title, images: others });
      if (images.length >= mostKeyImages) return fail('key-image-refused', { reason: 'too-many', most: mostKeyImages });
      return succeed({ title, images: [...images, image] });
    });
  }

  setKeyImageTitle(reportId: string, title: KeyObjectTitle, at: string): Outcome<KeyImageSelection> {
    return this.#change(reportId, at, ({ images }) => succeed({ title, images }));
  }

  /** What is signed stays as it was signed: key images change with a draft. */
  #change(
    reportId: string,
    at: string,
    change: (selection: KeyImageSelection) => Outcome<KeyImageSelection>,
  ): Outcome<KeyImageSelection> {
    return this.#database.transaction(() => {
      const draft = this.#database.prepare('SELECT 1 FROM draft WHERE report_id = ?').get([reportId]);
      if (!draft) return fail('key-image-refused', { reason: 'signed' });
      const changed = change(this.keyImages(reportId));
      if (!changed.ok) return changed;
      this.#database
        .prepare(
          `INSERT INTO key_images (report_id, selection, changed_at) VALUES (?, ?, ?)
           ON CONFLICT (report_id) DO UPDATE SET selection = excluded.selection, changed_at = excluded.changed_at`,
        )
        .run([reportId, JSON.stringify(changed.value), at]);
      return changed;
    });
  }
}

/** An amendment is given up inside a transaction: what it changed of the key images goes with it. */
export function restoreSignedKeyImages(database: Database, reportId: string): void {
  database
    .prepare(
      `UPDATE key_images SET selection = coalesce(
         (SELECT json_extract(sealed, '$.content.keyImages') FROM sealed WHERE report_id = key_images.report_id
          ORDER BY version DESC LIMIT 1), ?) WHERE report_id = ?`,
    )
    .run([JSON.stringify(noKeyImages), reportId]);
}
