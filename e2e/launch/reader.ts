import { type Browser, type BrowserContext, expect, type Locator, type Page } from '@playwright/test';

/** A radiologist at the station: one desk page and, once a case is open, the viewer's windows. */
export class Reader {
  readonly context: BrowserContext;
  readonly desk: Page;
  #viewer: Page | null = null;

  private constructor(context: BrowserContext, desk: Page) {
    this.context = context;
    this.desk = desk;
  }

  /** Sits down: opens the address that Vigie printed. */
  static async sitDown(browser: Browser, url: string, viewport = { width: 1600, height: 1000 }): Promise<Reader> {
    const context = await browser.newContext({ viewport, deviceScaleFactor: 1 });
    const desk = await context.newPage();
    await desk.goto(url);
    return new Reader(context, desk);
  }

  get viewer(): Page {
    if (!this.#viewer) throw new Error('no case is open');
    return this.#viewer;
  }

  row(accession: string): Locator {
    return this.desk.locator(`[data-testid="worklist-row"][data-accession~="${accession}"]`);
  }

  section(kind: 'indication' | 'technique' | 'comparison' | 'findings' | 'conclusion'): Locator {
    return this.desk.getByTestId(`report-section-${kind}`);
  }

  /** Opens a reading by keyboard, as the worklist is used, and waits for its first image. */
  async open(accession: string): Promise<void> {
    const row = this.row(accession);
    // The RIS may have told of the order before the PACS told of its images.
    await expect(row).toHaveAttribute('data-study-uid', /\d/, { timeout: 60_000 });
    await row.click();
    const opened = this.#viewer ? null : this.context.waitForEvent('page', { timeout: 30_000 });
    await this.desk.keyboard.press('Enter');
    if (opened) {
      this.#viewer = await opened;
      await this.#viewer.setViewportSize({ width: 1000, height: 760 });
    }
    await expect(this.#banner()).toContainText(accession);
  }

  /** Opens the report of a reading; its images, if there are any, load in the viewer's window. */
  async openReport(accession: string): Promise<void> {
    // A page behind another one draws once a second only, and a click waits for that.
    await this.desk.bringToFront();
    await this.row(accession).click();
    await this.desk.keyboard.press('Enter');
    await expect(this.#banner()).toContainText(accession);
    await expect(this.section('findings')).toBeVisible();
    await this.desk.bringToFront();
  }

  /** Signs the open report and closes the sheet. */
  async sign(): Promise<void> {
    await expect(this.desk.getByTestId('draft-state')).toHaveAttribute('data-state', 'saved');
    await this.desk.getByTestId('sign-button').click();
    await this.desk.getByTestId('sign-confirm').click();
    await expect(this.desk.getByTestId('sign-done')).toBeVisible();
    await this.desk.keyboard.press('Escape');
  }

  /** What the status bar says of a site. */
  site(id: string): Locator {
    return this.desk.locator(`[data-testid="site-state"][data-site="${id}"]`);
  }

  /** A pane once it has painted. */
  async pane(selector: string, window: Page = this.viewer): Promise<Locator> {
    const pane = window.locator(`[data-testid="viewport"]${selector}`).first();
    await expect(pane).toHaveAttribute('data-rendered', 'true', { timeout: 120_000 });
    return pane;
  }

  /** Grey levels (red channel) of a pane's canvas at fractions of its width and height. */
  async greys(pane: Locator, points: readonly (readonly [number, number])[]): Promise<number[]> {
    const canvas = pane.locator('canvas').first();
    return canvas.evaluate((element: HTMLCanvasElement, at: readonly (readonly [number, number])[]) => {
      const copy = document.createElement('canvas');
      copy.width = element.width;
      copy.height = element.height;
      const drawing = copy.getContext('2d')!;
      drawing.drawImage(element, 0, 0);
      return at.map(
        ([x, y]) => drawing.getImageData(Math.floor(x * copy.width), Math.floor(y * copy.height), 1, 1).data[0] ?? -1,
      );
    }, points);
  }

  /** Types at the end of a section of the report. */
  async write(kind: Parameters<Reader['section']>[0], text: string): Promise<void> {
    const last = this.section(kind).locator('p').last();
    const { width, height } = (await last.boundingBox())!;
    // Behind the text: a chip under the pointer would be chosen instead.
    await last.click({ position: { x: width - 2, y: height - 4 } });
    await this.desk.keyboard.press('End');
    await this.desk.keyboard.type(text);
  }

  #banner(): Locator {
    return this.desk.getByTestId('identity-banner').first();
  }

  async stand(): Promise<void> {
    await this.context.close();
  }
}

/** How much of a picture is not black and how much it varies: a blank or frozen pane fails both. */
export function contrast(greys: readonly number[]): { mean: number; spread: number } {
  const mean = greys.reduce((sum, grey) => sum + grey, 0) / greys.length;
  return { mean, spread: Math.max(...greys) - Math.min(...greys) };
}
