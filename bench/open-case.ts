import type { BrowserContext, Locator, Page } from 'playwright';

/** A case whose opening was asked for at `clicked`, in milliseconds since 1970. */
export interface OpenedCase {
  readonly viewer: Page;
  readonly clicked: number;
}

/**
 * Opens a row of the worklist as a reader does: by Enter where no viewer is open yet (`known` is null), else by a double
 * click that does not wait for the desk to come to the front.
 */
export async function openCase(
  context: BrowserContext,
  desk: Page,
  row: Locator,
  known: Page | null,
  waitMs: number,
): Promise<OpenedCase> {
  // Both displays are in sight of the reader; of two pages here only the one in front is drawn.
  await (known ?? desk).bringToFront();
  const coming = known === null ? context.waitForEvent('page', { timeout: waitMs }) : null;
  let clicked: number;
  if (known === null) {
    await row.click();
    clicked = await desk.evaluate(() => Date.now());
    await desk.keyboard.press('Enter');
  } else {
    clicked = await row.evaluate(element => {
      element.dispatchEvent(new MouseEvent('dblclick', { bubbles: true }));
      return Date.now();
    });
  }
  const viewer = known ?? (await coming!);
  if (known === null) await viewer.bringToFront();
  return { viewer, clicked };
}
